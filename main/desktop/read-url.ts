/** The parts of an address, or null when it is none. */
export function readUrl(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
