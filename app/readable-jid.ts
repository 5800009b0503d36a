import type { BareJid } from "./jid.ts";

/*
 * Apart from `jid.ts`, so that the page need not load the tables by which domains are mapped.
 */

/** False for a key that `unreadable` made: it names nobody who could be asked, seen or written to. */
export function isReadable(key: BareJid): boolean {
  return !key.startsWith("@");
}
