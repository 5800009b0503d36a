/** The parts of an address, or null if it is not one. */
export function readUrl(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
