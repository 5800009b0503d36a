import { randomBytes, randomUUID } from "node:crypto";
import { connect } from "node:net";
import { parseJid, toBareJid, toWire, type BareJid } from "../../../app/jid.ts";
import { ClearText } from "../../xmpp/connection/clear-text.ts";
import type { Element } from "../../xmpp/connection/element.ts";
import { Account } from "./account.ts";
import { domainOf, toDomain } from "./addresses.ts";
import { showAvatar, type Avatar } from "./avatars.ts";
import { block } from "./blocking.ts";
import { listen } from "./listener.ts";
import { disappear } from "./presence.ts";
import { Router } from "./router.ts";
import { seed, type SeededItem, type SeededRequest } from "./seed.ts";
import { Session, type Outlet } from "./session.ts";
import { StreamOutlet } from "./stream-outlet.ts";
import { TaskQueue } from "./task-queue.ts";
import { storeVcard } from "./vcard.ts";
import { attach, type VirtualSession } from "./virtual-session.ts";

/**
 * A small XMPP server within the process: 127.0.0.1, a random port, nothing on disk, gone when it is closed. Every
 * change is pushed to the sessions it concerns before the call returns. Calls that name an account
 * throw if it does not exist: that is a bug of the caller.
 */
export interface DemoServer {
  /** Allows Kith's own connection to use clear text with this server, and with no other. */
  readonly clearText: ClearText;
  readonly port: number;
  /**
   * Makes an account at one of the domains and returns its password, a random secret unless one is given. An existing
   * account gets the new password and keeps everything else.
   */
  readonly addAccount: (address: string, password?: string) => string;
  /** Replaces the roster and the waiting requests of an account, without a push. Call it before the account signs in. */
  readonly seedRoster: (
    account: BareJid,
    items: readonly SeededItem[],
    requests?: readonly SeededRequest[],
  ) => void;
  /** The `<vCard xmlns="vcard-temp">` that others read (XEP-0054). */
  readonly setVcard: (account: BareJid, vcard: Element) => void;
  /** Publishes this picture in the vCard and as a PEP avatar, and tells everybody who may see the account. Null removes it. */
  readonly setAvatar: (account: BareJid, avatar: Avatar | null) => void;
  /** Adds an address to the account's blocklist (XEP-0191) as one of its clients would. */
  readonly block: (account: BareJid, address: string) => void;
  /** A resource like any other; one of the same name is replaced (RFC 6120 7.7.2.2). */
  readonly attach: (account: BareJid, resource: string) => VirtualSession;
  /** Ends all streams like a server that shuts down; none can be resumed. Accounts and attached sessions stay. */
  readonly hangUp: () => void;
  /** Ends all streams and frees the port; resolves when it is free. Nothing is kept. */
  readonly close: () => Promise<void>;
}

export interface DemoServerOptions {
  /** The domains it serves, in U-labels. */
  readonly domains: readonly string[];
  /** Milliseconds since the epoch, for the stamps of stored messages; the clock of the machine unless the demo has one. */
  readonly now?: () => number;
  /** Lets clients sign in by PLAIN too, which Kith never does in clear text: for the plain clients of the tests. */
  readonly offersPlain?: boolean;
}

/** Starts a server; rejects if the system gives it no port. */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const domains = new Set(options.domains.map(toDomain));
  const accounts = new Map<BareJid, Account>();
  const life = randomUUID();
  const secret = randomBytes(32);
  const queue = new TaskQueue();
  const router = new Router({
    accounts,
    now: options.now ?? Date.now,
    isLocal: (domain) => domains.has(domain),
  });

  const accountAt = (bareJid: BareJid): Account => {
    const account = accounts.get(bareJid);
    if (account === undefined) throw new Error(`The demo has no account ${bareJid}`);
    return account;
  };
  const bind = (account: Account, resource: string, outlet: Outlet): Session => {
    // RFC 6120 7.7.2.2: the newer session replaces the older one.
    const before = account.sessions.get(resource);
    if (before !== undefined) leave(before);
    before?.outlet.replace();
    const session = new Session(account, resource, outlet);
    account.sessions.set(resource, session);
    return session;
  };
  const leave = (session: Session): void => {
    if (!isHere(session)) return;
    session.account.sessions.delete(session.resource);
    queue.take(() => disappear(router, session));
  };
  const receive = (session: Session, stanza: Element): void => {
    queue.take(() => {
      if (isHere(session)) router.handle(session, stanza);
    });
  };

  const listener = await listen({
    isLocal: (domain) => domains.has(toDomain(domain)),
    signIn: (domain) => ({
      find: (user) => accounts.get(toBareJid(`${user}@${domain}`) ?? ("" as BareJid)),
      secret,
      offersPlain: options.offersPlain ?? false,
    }),
    bind,
    unbind(session) {
      leave(session);
      if (session.outlet instanceof StreamOutlet) session.outlet.forget();
    },
    receive,
    resumable(account, id) {
      for (const session of account.sessions.values()) {
        const { outlet } = session;
        if (outlet instanceof StreamOutlet && id !== "" && outlet.id === id) return { session, outlet };
      }
      return undefined;
    },
  });

  const { port } = listener;
  return {
    port,
    clearText: new ClearText(() => connect({ port, host: "127.0.0.1", noDelay: true })),
    addAccount(address, password = randomBytes(24).toString("base64url")) {
      const jid = parseJid(address);
      const isOurs = jid.ok && jid.value.local !== "" && domains.has(domainOf(jid.value.bareJid));
      if (!isOurs) throw new Error(`${address} is no address of the demo`);
      const { bareJid } = jid.value;
      const account = accounts.get(bareJid) ?? new Account(bareJid, toWire(jid.value), life);
      account.password = password;
      accounts.set(bareJid, account);
      return password;
    },
    seedRoster: (bareJid, items, requests = []) => seed(accountAt(bareJid), items, requests),
    setVcard(bareJid, vcard) {
      storeVcard(accountAt(bareJid), vcard);
    },
    setAvatar(bareJid, avatar) {
      queue.take(() => showAvatar(router, accountAt(bareJid), avatar));
    },
    block(bareJid, address) {
      queue.take(() => block(router, accountAt(bareJid), [address]));
    },
    attach: (bareJid, resource) => attach(accountAt(bareJid), resource, { bind, leave, receive }),
    hangUp() {
      listener.hangUp();
      // Nobody can resume these sessions any more.
      for (const account of accounts.values())
        for (const session of account.sessions.values())
          if (session.outlet instanceof StreamOutlet) leave(session);
    },
    close: () => listener.close(),
  };
}

function isHere(session: Session): boolean {
  return session.account.sessions.get(session.resource) === session;
}
