import type { BareJid } from "../../../app/jid.ts";
import type { Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";

/** The state that all parts of the server share. */
export interface World {
  readonly accounts: ReadonlyMap<BareJid, Account>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly isLocal: (domain: BareJid) => boolean;
  /** Routes a stanza with `from` and `to` by the rules of RFC 6121 8.5 and 10. */
  readonly route: (stanza: Element) => void;
}
