/** Temporary files of any Kith version; files that led a browser to the page; files that tested whether the folder can be written. */
const leftover = new RegExp(
  [
    /^(?:accounts|preferences|window|[a-z]+-[0-9a-f]{32})\.json(?:\.[0-9a-f]{12})?\.new$/,
    /^edits-[0-9a-f]{32}\.jsonl(?:\.[0-9a-f]{12})?\.new$/,
    /^open(?:-[0-9a-f-]{36})?\.html$/,
    /^\.probe-[0-9a-f-]{36}$/,
    /^kith-[0-9a-f]{16}\.sock\.new$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** Whether a file of the profile folder is a temporary one. Only the Kith that owns the profile may delete it. */
export function isLeftover(name: string): boolean {
  return leftover.test(name);
}
