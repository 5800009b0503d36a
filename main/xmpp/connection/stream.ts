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

/** What this account has learnt about its server and must not forget. */
export interface Trust {
  /** SHA-256 fingerprint of the one certificate the person trusted although nobody vouches for it, or null. */
  readonly fingerprint: string | null;
  /**
   * The server offered SCRAM over TLS with an accepted certificate, whether or not signing in succeeded. From then on it does
   * not get the plain password.
   */
  readonly hasOfferedScram: boolean;
  /** How the account last signed in by SCRAM. */
  readonly scram?: ScramRecord | undefined;
  /** The person nevertheless consented to the plain password for this account; valid until SCRAM succeeds. */
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
  /** What the server knows the person by, where that is not `local`. */
  readonly user?: string | undefined;
  readonly password: string;
  /** PEM certificates trusted besides the runtime's, the system's and those of NODE_EXTRA_CA_CERTS. */
  readonly extraAuthorities?: readonly string[];
  readonly endpoint: Endpoint | ClearText | null;
  readonly trust: Trust;
  /**
   * Called as soon as something is learnt that must outlive the attempt, even one that fails or is cancelled. Store it
   * before doing anything else.
   */
  readonly onTrust?: (trust: Trust) => void;
  /** The stream to take up again (XEP-0198), or null for a fresh one. */
  readonly resume: ResumeToken | null;
  /** Ends the attempt with `sign-in-cancelled`. */
  readonly signal: AbortSignal;
  /** Called with each step, for the diagnosis. */
  readonly note?: Note;
  /** Other limits than the usual ones, for tests. */
  readonly timing?: Partial<Timing>;
  /** How SRV records are asked for; node:dns unless a test says otherwise. */
  readonly lookup?: SrvLookup;
}

/** Opaque: what a later attempt needs to resume this stream. */
export interface ResumeToken {
  readonly kind: "xep-0198";
}

/**
 * How far a connection had come, which tells who may have sent something. `clear`: anybody on the way. `secured`: the server,
 * because its certificate was accepted. `signed-in`: the server, to us.
 */
export type Stage = "clear" | "secured" | "signed-in";

/** Why there is no stream (any more). */
export interface ConnectFailure {
  readonly failure: ConnectionFailure;
  readonly stage: Stage;
  /** Trying again unchanged cannot help. Never before TLS (RULE T21). */
  readonly isFatal: boolean;
  readonly certificate: Certificate | null;
  /** What a `see-other-host` named, unread. */
  readonly otherHost: string | null;
}

/** One authenticated, bound stream over TLS. */
export interface Stream {
  /** Our full JID as the server bound it. */
  readonly fullJid: string;
  readonly bareJid: BareJid;
  /** True when an earlier stream goes on: roster and presence stand (RULE P7). */
  readonly isResumed: boolean;
  readonly trust: Trust;
  readonly offers: { readonly rosterVersioning: boolean; readonly preApproval: boolean };
  /** When the last whole element came, in milliseconds of `performance.now()`. */
  readonly heardAt: number;
  /**
   * Sends an IQ get or set (the id is ours to choose) and gives the reply, matched by id AND sender (RULE R8). Fails with
   * the error's condition, `no-answer` after `timeoutMs` (30,000 by default), or `connection-lost` at once when the
   * stream ends. Never rejects.
   *
   * With `onItem` the children of the result's query are handed over in order as they come, and are not part of the reply;
   * `timeoutMs` then counts from the last one. If the reply turns out to be a failure, discard those that came.
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
  /** Called once, when the stream has ended other than by `close()`. */
  onEnd: (why: ConnectFailure, resume: ResumeToken | null) => void;
  /** Closes the stream properly (unavailable presence is the caller's) and resolves within two seconds. Nothing is resumed. */
  readonly close: () => Promise<void>;
  /** Asks for a sign of life now: without one within seconds the stream ends as a lost one. For after sleep, or in another network. */
  readonly check: () => void;
  /**
   * Pings the server (XEP-0199) and resolves with true when it has answered: by then, everything it sent before has been read.
   * If no answer comes, the stream ends as lost, within seconds if nothing else comes either; then it resolves with false.
   */
  readonly freshen: () => Promise<boolean>;
  /** Ends the stream, and says why, because the list has grown past its bound (RULE T24). Nothing is resumed. */
  readonly endForLongList: () => void;
  /** Drops the socket as if the network had failed; for going offline in tests. */
  readonly abort: () => void;
}
