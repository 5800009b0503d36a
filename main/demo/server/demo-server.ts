import type { Subscription } from "../../../app/contact.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { ClearText } from "../../xmpp/connection/clear-text.ts";
import type { Element } from "../../xmpp/connection/element.ts";

/** A roster item to begin with. One side of two: the other person's own list is seeded by itself. */
export interface SeededItem {
  readonly address: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly subscription: Subscription;
  /** The account's own request waits for their answer. */
  readonly ask?: boolean;
}

/** Somebody's request that waits for the account's answer, and is told at each sign-in until then (RFC 6121 3.1.3). */
export interface SeededRequest {
  readonly address: string;
  /** What they wrote with it. */
  readonly message?: string;
  /** What they call themselves (XEP-0172). */
  readonly nickname?: string;
}

/** A picture as XEP-0084 and XEP-0153 carry it. */
export interface Avatar {
  readonly bytes: Uint8Array;
  readonly type: "image/png" | "image/jpeg" | "image/gif";
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A resource of an account without stream or socket, treated by the server exactly as one that came through the port: it
 * gets pushes once it has asked for the roster, and presence and requests once it has sent presence.
 */
export interface VirtualSession {
  readonly fullJid: string;
  /**
   * Says a stanza, as a client would: IQs need an id, a false `from` is refused. It is dealt with before the call returns,
   * or, from within a listener, right after what the server is doing.
   */
  readonly send: (stanza: Element) => void;
  /** Called with each stanza that reaches this resource, in order. What came before anybody listened is not kept. */
  onStanza: (stanza: Element) => void;
  /** Leaves: whoever saw this resource is told that it is gone. */
  readonly close: () => void;
}

/**
 * A small XMPP server within the process: 127.0.0.1, a random port, nothing on disk, gone when it is closed. Whatever a call
 * changes is pushed and announced to the sessions it concerns before the call returns. The calls that name an account
 * throw for one that does not exist: that is a bug of the caller.
 */
export interface DemoServer {
  /** Leave for Kith's own connection to reach this server, and no other, in clear text. */
  readonly clearText: ClearText;
  readonly port: number;
  /**
   * Makes an account at one of the domains and gives its password, a random secret unless one is given. An address that is
   * already there gets the new password and keeps all else.
   */
  readonly addAccount: (address: string, password?: string) => string;
  /** Replaces the roster and the waiting requests of an account, without a push: to be done before it signs in. */
  readonly seedRoster: (
    account: BareJid,
    items: readonly SeededItem[],
    requests?: readonly SeededRequest[],
  ) => void;
  /** The `<vCard xmlns="vcard-temp">` that others read (XEP-0054). */
  readonly setVcard: (account: BareJid, vcard: Element) => void;
  /** Shows this picture in the vCard and as a PEP avatar, and tells who may see the account. Null takes it away. */
  readonly setAvatar: (account: BareJid, avatar: Avatar | null) => void;
  /** Puts an address on the account's blocklist (XEP-0191) as a client of it would. */
  readonly block: (account: BareJid, address: string) => void;
  readonly attach: (account: BareJid, resource: string) => VirtualSession;
  /** Ends all streams and frees the port; resolves when it is free. Nothing is kept. */
  readonly close: () => Promise<void>;
}

export interface DemoServerOptions {
  /** The domains it serves, in U-labels. */
  readonly domains: readonly string[];
  /** Milliseconds since the epoch, for the stamps of stored messages; the clock of the machine unless the demo has one. */
  readonly now?: () => number;
}

/** Starts a server; rejects when the machine gives it no port. */
export type StartDemoServer = (options: DemoServerOptions) => Promise<DemoServer>;
