import type { BareJid } from "../../../app/jid.ts";
import type { Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";

/** What every part of the server works on. */
export interface World {
  readonly accounts: ReadonlyMap<BareJid, Account>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly isLocal: (domain: BareJid) => boolean;
  /** Sends a stanza that carries `from` and `to` on its way, by the rules of RFC 6121 8.5 and 10. */
  readonly route: (stanza: Element) => void;
}
