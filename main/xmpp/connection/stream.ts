import type { Note } from "../../../app/diagnosis/event.ts";
import type { Certificate } from "../../../app/session.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { ConnectionFailure, Result } from "../../../app/result.ts";
import type { BindingName } from "./channel-binding.ts";
import type { ClearText } from "./clear-text.ts";
import type { Element } from "./element.ts";
import type { SrvLookup } from "./endpoints.ts";
import type { ScramMechanism } from "./scram.ts";
import type { Timing } from "./timing.ts";

/** Where to connect. `null` means: RFC 6120 3.2 and XEP-0368 lookups, then the domain's port 5222. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly security: "starttls" | "direct-tls";
}

/** What this account has learned about its server and must remember. */
export interface Trust {
  /** SHA-256 fingerprint of the one certificate that the person trusted although it could not be verified, or null. */
  readonly fingerprint: string | null;
  /**
   * The server offered SCRAM over TLS with an accepted certificate, whether or not signing in succeeded. From then on it does
   * not get the plain password.
   */
  readonly hasOfferedScram: boolean;
  /** How the account last signed in by SCRAM. */
  readonly scram?: ScramRecord | undefined;
  /** Whether the person consented to the plain password for this account all the same; valid until SCRAM succeeds. */
  readonly isPlainAllowed?: boolean | undefined;
}

export interface ScramRecord {
  readonly mechanism: ScramMechanism;
  readonly binding: BindingName | null;
  /** Refused although the password was right: they are tried last, so that no account is locked by failures. */
  readonly refused: readonly ScramMechanism[];
}

export interface ConnectOptions {
  readonly local: string;
  /** U-labels, as in `Jid.domain`. */
  readonly domain: string;
  /** The name to sign in with, if it is not `local`. */
  readonly user?: string | undefined;
  readonly password: string;
  /** PEM certificates trusted besides the runtime's, the system's and those of NODE_EXTRA_CA_CERTS. */
  readonly extraAuthorities?: readonly string[];
  readonly endpoint: Endpoint | ClearText | null;
  readonly trust: Trust;
  /**
   * Called as soon as something is learned that must outlive the attempt, even if that fails or is cancelled. Store it
   * before doing anything else.
   */
  readonly onTrust?: (trust: Trust) => void;
  /** The stream to resume (XEP-0198), or null for a fresh one. */
  readonly resume: ResumeToken | null;
  /** Ends the attempt with `sign-in-cancelled`. */
  readonly signal: AbortSignal;
  /** Called with each step, for the diagnosis. */
  readonly note?: Note;
  /** Other time limits, for tests. */
  readonly timing?: Partial<Timing>;
  /** Looks up SRV records; node:dns unless a test replaces it. */
  readonly lookup?: SrvLookup;
}

/** Opaque: what a later attempt needs to resume this stream. */
export interface ResumeToken {
  readonly kind: "xep-0198";
}

/**
 * The stage of a connection, which tells who may have sent something. `clear`: anybody on the way. `secured`: the server,
 * because its certificate was accepted. `signed-in`: the server, to us.
 */
export type Stage = "clear" | "secured" | "signed-in";

/** Why there is no stream (any more). */
export interface ConnectFailure {
  readonly failure: ConnectionFailure;
  readonly stage: Stage;
  /** Whether retrying unchanged cannot help. Never before TLS (RULE T21). */
  readonly isFatal: boolean;
  readonly certificate: Certificate | null;
  /** The unparsed host of a `see-other-host`. */
  readonly otherHost: string | null;
}

/** One authenticated, bound stream over TLS. */
export interface Stream {
  /** Our full JID as the server bound it. */
  readonly fullJid: string;
  readonly bareJid: BareJid;
  /** True if an earlier stream was resumed: roster and presence are still valid (RULE P7). */
  readonly isResumed: boolean;
  readonly trust: Trust;
  readonly offers: { readonly rosterVersioning: boolean; readonly preApproval: boolean };
  /** When the last whole element came, in milliseconds of `performance.now()`. */
  readonly heardAt: number;
  /**
   * Sends an IQ get or set with a fresh id and returns the reply, matched by id AND sender (RULE R8). Fails with
   * the error's condition, `no-answer` after `timeoutMs` (30,000 by default), or `connection-lost` at once when the
   * stream ends. Never rejects.
   *
   * `onItem` receives the children of the result's query in order as they arrive, and they are not part of the reply.
   * `timeoutMs` then counts from the last one. If the reply is a failure, discard those that arrived.
   */
  readonly request: (
    iq: Element,
    timeoutMs?: number,
    onItem?: (item: Element) => void,
  ) => Promise<Result<Element>>;
  /** Sends a presence or message, or an IQ reply. Resolves when it is handed to the socket; never rejects. */
  readonly send: (stanza: Element) => Promise<void>;
  /**
   * Incoming stanzas in order: presence, message, and IQ get/set. Whoever takes an IQ returns true and answers it; otherwise
   * the connection answers `service-unavailable`. `from` is exactly the attribute: absent stays absent. Set it before awaiting anything.
   */
  onStanza: (stanza: Element) => boolean;
  /** Called once, when the stream ends in any way other than `close()`. */
  onEnd: (why: ConnectFailure, resume: ResumeToken | null) => void;
  /** Closes the stream properly (unavailable presence is the caller's) and resolves within two seconds. Nothing is resumed. */
  readonly close: () => Promise<void>;
  /** Tests the connection now: without a sign of life within seconds, the stream ends as lost. For use after sleep or a change of network. */
  readonly check: () => void;
  /**
   * Pings the server (XEP-0199) and resolves with true once it answers: by then, everything it sent before has been read.
   * If no answer comes, the stream ends as lost, within seconds if nothing else comes either; then it resolves with false.
   */
  readonly freshen: () => Promise<boolean>;
  /** Ends the stream with an error, because the list has grown past its bound (RULE T24). Nothing is resumed. */
  readonly endForLongList: () => void;
  /** Drops the socket as if the network had failed; for tests. */
  readonly abort: () => void;
}
