import type { BareJid } from "./jid.ts";

/*
 * Apart from `jid.ts`, so that the page does not load the tables that map domains.
 */

/** False for a key that `unreadable` made: nobody with that key can be asked, seen or written to. */
export function isReadable(key: BareJid): boolean {
  return !key.startsWith("@");
}
