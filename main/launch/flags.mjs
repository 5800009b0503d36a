import { resolve } from "node:path";
import { parseArgs } from "node:util";

/**
 * What a person can say on the command line; the same for `npm start` and for the packed application.
 * @typedef {{
 *   browser: boolean, open: boolean, port: number, profile: string | null,
 *   help: boolean, version: boolean,
 * }} Flags `port` 0: any free one. `profile` null: the platform's place.
 */

export const help = `Kith: the people you know on XMPP, in one narrow window.

  npm start -- [flags]

  --browser        show the list in your browser instead of a window of its own
  --no-open        the same, but open no browser: the address is the first line printed
  --port N         the same, on this port (otherwise any free one)
  --profile DIR    where accounts, contacts and settings are kept
  --help           this text
  --version        Kith's version
`;

/** What to say when nothing but that is missing. */
const hint = '"npm start -- --help" lists what there is.';

/**
 * Reads the arguments. A relative profile is found from where the person typed the command, which npm keeps in INIT_CWD.
 * @param {readonly string[]} args
 * @returns {{ flags: Flags } | { problem: string }} `problem` is one sentence or two for standard error.
 */
export function parseFlags(args, from = process.env["INIT_CWD"] ?? process.cwd()) {
  /** @type {ReturnType<typeof parse>} */
  let values;
  try {
    values = parse(args);
  } catch (error) {
    // Node's first sentence names what is wrong; the rest is for programmers.
    const [problem] = (error instanceof Error ? error.message : "").split(/[.\n]\s*(?=[A-Z]|$)/);
    return { problem: `${problem}. ${hint}` };
  }
  const port = Number(values.port ?? 0);
  if (values.port !== undefined && (!/^\d{1,5}$/.test(values.port) || port > 65535)) {
    return { problem: `"${values.port}" is not a port: it is a number from 0 to 65535. ${hint}` };
  }
  if (values.profile === "") return { problem: `--profile needs a folder. ${hint}` };
  if (values.demo === true) return { problem: "The demo is not in this version of Kith." };
  const { browser = false, help: wantsHelp = false, version = false } = values;
  const profile = values.profile === undefined ? null : resolve(from, values.profile);
  return {
    flags: { browser, open: values["no-open"] !== true, port, profile, help: wantsHelp, version },
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  return parseArgs({
    args: [...args],
    options: {
      browser: { type: "boolean" },
      "no-open": { type: "boolean" },
      port: { type: "string" },
      profile: { type: "string" },
      demo: { type: "boolean" },
      help: { type: "boolean" },
      version: { type: "boolean" },
    },
  }).values;
}
