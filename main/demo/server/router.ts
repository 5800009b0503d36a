import { parseJid, type BareJid, type Jid } from "../../../app/jid.ts";
import type { Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { domainOf, normalForm } from "./addresses.ts";
import { blockedError, isBlocked } from "./blocklist.ts";
import { deliverMessage } from "./messages.ts";
import { handleCapsReply } from "./pep.ts";
import { appear, direct, disappear } from "./presence.ts";
import { answerForServer, answerOther, answerOwn, payloadOf } from "./requests.ts";
import type { Session } from "./session.ts";
import { errorOf, isAnswerable, readdress } from "./stanzas.ts";
import { subscriptionTypes } from "./subscription-states.ts";
import { receiveSubscription, sendSubscription } from "./subscriptions.ts";
import type { World } from "./world.ts";

/** Routes the stanzas of this server's resources. */
export class Router implements World {
  readonly accounts: ReadonlyMap<BareJid, Account>;
  readonly now: () => number;
  readonly isLocal: (domain: BareJid) => boolean;

  constructor(surroundings: Omit<World, "route">) {
    this.accounts = surroundings.accounts;
    this.now = surroundings.now;
    this.isLocal = surroundings.isLocal;
  }

  /** Takes a stanza from a resource (RFC 6121 8.1, 10.3). The caller has checked its `from`. */
  handle(session: Session, said: Element): void {
    const { account } = session;
    const stanza = readdress(said, session.fullJid, said.attrs["to"]);
    const { to } = stanza.attrs;
    const target = to === undefined ? undefined : parseJid(to);
    if (target !== undefined && !target.ok) {
      if (isAnswerable(stanza)) session.outlet.deliver(errorOf(stanza, "jid-malformed"));
    } else if (
      target !== undefined &&
      isBlocked(account, target.value) &&
      target.value.bareJid !== account.bareJid
    ) {
      if (isAnswerable(stanza) && stanza.attrs["type"] !== "unavailable")
        session.outlet.deliver(blockedError(stanza));
    } else if (stanza.name === "iq") this.#handleIq(session, stanza, target?.value);
    else if (stanza.name === "presence") this.#handlePresence(session, stanza);
    else this.route(to === undefined ? readdress(stanza, session.fullJid, account.address) : stanza);
  }

  #handleIq(session: Session, iq: Element, target: Jid | undefined): void {
    const isRequest = isAnswerable(iq);
    const payload = payloadOf(iq);
    const isOwn =
      target === undefined || (target.bareJid === session.account.bareJid && target.resource === "");
    if (isRequest && payload === undefined) session.outlet.deliver(errorOf(iq, "bad-request"));
    else if (!isRequest && !/^(result|error)$/.test(iq.attrs["type"] ?? ""))
      session.outlet.deliver(errorOf(iq, "bad-request"));
    else if (!isOwn) this.route(iq);
    else if (isRequest && payload !== undefined) answerOwn(this, session, iq, payload);
    else handleCapsReply(this, session, iq);
  }

  #handlePresence(session: Session, presence: Element): void {
    const { to, type } = presence.attrs;
    const subscription = subscriptionTypes.find((known) => known === type);
    if (subscription !== undefined && to !== undefined)
      sendSubscription(this, session.account, presence, subscription);
    else if (to !== undefined) {
      if (type === undefined || type === "unavailable") direct(this, session, presence);
      else if (type === "error") this.route(presence);
      // RFC 6121 4.3: probes are for servers.
    } else if (type === undefined) appear(this, session, presence);
    else if (type === "unavailable") disappear(this, session, presence);
  }

  readonly route = (stanza: Element): void => {
    const to = parseJid(stanza.attrs["to"] ?? "");
    const from = parseJid(stanza.attrs["from"] ?? "");
    if (!to.ok || !from.ok) return;
    const target = to.value;
    if (!this.isLocal(domainOf(target.bareJid))) return this.#refuse(stanza, "remote-server-not-found");
    if (target.local === "") return this.#toServer(stanza);
    const account = this.accounts.get(target.bareJid);
    if (account === undefined || (isBlocked(account, from.value) && from.value.bareJid !== account.bareJid)) {
      // RFC 6121 8.5.1, XEP-0191 3.2: no such account, or blocked. Presence is dropped silently.
      if (stanza.name !== "presence") this.#refuse(stanza, "service-unavailable");
      return;
    }
    const subscription = subscriptionTypes.find((known) => known === stanza.attrs["type"]);
    if (stanza.name === "presence" && subscription !== undefined)
      return receiveSubscription(this, account, from.value.bareJid, stanza, subscription);
    const session = this.#sessionOf(account, target);
    if (session !== undefined) session.outlet.deliver(stanza);
    else this.#toAccount(account, stanza, from.value.bareJid, target.resource !== "");
  };

  #sessionOf(account: Account, { resource }: Jid): Session | undefined {
    return resource === "" ? undefined : account.sessions.get(resource);
  }

  /** RFC 6121 8.5.2 and 8.5.3.2: to the account, or to a resource that is not there. */
  #toAccount(account: Account, stanza: Element, from: BareJid, isResourceGone: boolean): void {
    if (stanza.name === "message") {
      if (!deliverMessage(this, account, stanza, isResourceGone)) this.#refuse(stanza, "service-unavailable");
    } else if (stanza.name === "presence") {
      if (!isResourceGone) for (const session of account.availableSessions) session.outlet.deliver(stanza);
    } else if (isAnswerable(stanza)) {
      const payload = payloadOf(stanza);
      if (isResourceGone || payload === undefined) this.#refuse(stanza, "service-unavailable");
      else this.route(answerOther(account, from, stanza, payload));
    }
  }

  #toServer(stanza: Element): void {
    if (stanza.name === "presence" || !isAnswerable(stanza)) return;
    const payload = stanza.name === "iq" ? payloadOf(stanza) : undefined;
    if (payload === undefined) this.#refuse(stanza, "service-unavailable");
    else this.route(answerForServer(stanza, payload));
  }

  #refuse(stanza: Element, condition: "service-unavailable" | "remote-server-not-found"): void {
    const isWordless = stanza.name === "presence" && stanza.attrs["type"] !== "subscribe";
    if (isAnswerable(stanza) && !isWordless) this.route(errorOf(stanza, condition));
  }
}

/** RFC 6120 8.1.2.1: a client may send as itself, and as nobody else. */
export function isFalseSender(session: Session, stanza: Element): boolean {
  const { from } = stanza.attrs;
  if (from === undefined) return false;
  const form = normalForm(from);
  return form !== session.account.bareJid && form !== `${session.account.bareJid}/${session.resource}`;
}
