/*
 * Chromium knows no scheme `app`, and only Electron could teach it. So a page of `app://kith` is shown at an https origin
 * of its own, which no server has (RFC 6761 6.4), and everything Kith hears of it says `app://kith` again. The headers
 * are carried over exactly: `'self'` in the policy then means that https origin, and no other.
 */
const suffix = ".app.stand-in.invalid";

/** Matches every address at which these pages are shown. */
export const shown = (url: URL): boolean => url.protocol === "https:" && url.hostname.endsWith(suffix);

/** Where Chromium shows a page. */
export function toShown(url: string): string {
  return url.replace(/^app:\/\/([^/?#]*)/, `https://$1${suffix}`);
}

/** What Electron would call that address, or its origin. */
export function fromShown(url: string): string {
  return url.replace(/^https:\/\/([^/?#]*)\.app\.stand-in\.invalid/, "app://$1");
}
