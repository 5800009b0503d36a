import type { BareJid } from "./jid.ts";

/** Somebody's request to see our status, until it is answered, withdrawn or granted elsewhere (RFC 6121 3.1.3). */
export interface Request {
  readonly bareJid: BareJid;
  readonly address: string;
  /** XEP-0172: what they call themselves. It identifies nobody, so the address is shown beside it. */
  readonly nickname: string;
  readonly message: string;
  /** Postponed with "Not now": hidden until the next start, still counted. */
  readonly isDeferred: boolean;
}
