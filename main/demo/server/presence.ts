import { parseJid, type BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { isBlocked } from "./blocklist.ts";
import { takeOffline } from "./messages.ts";
import { learnInterests } from "./pep.ts";
import type { Session } from "./session.ts";
import { isShared } from "./subscription-states.ts";
import { readdress } from "./stanzas.ts";
import { withAvatarHash } from "./vcard.ts";
import type { World } from "./world.ts";

/** A session sends available presence, for the first time or again (RFC 6121 4.2, 4.4). */
export function appear(world: World, session: Session, stanza: Element): void {
  const { account } = session;
  const before = session.presence;
  const tookMessages = before !== undefined && session.priority >= 0;
  session.presence = withAvatarHash(account, readdress(stanza, session.fullJid, undefined));
  broadcast(world, account, session.presence);
  if (before === undefined) {
    tellOthersPresence(world, session);
    // RFC 6121 3.1.3: delivered again at each sign-in until they are answered, at any priority.
    for (const request of account.requests.values()) session.outlet.deliver(request);
  }
  learnInterests(session);
  // RFC 6121 8.5.2.2.1 and XEP-0160: to a resource that takes messages from now on.
  if (!tookMessages && session.priority >= 0)
    for (const message of takeOffline(account)) session.outlet.deliver(message);
}

/** A session becomes unavailable (RFC 6121 4.5): everybody who saw it is told once. */
export function disappear(world: World, session: Session, stanza?: Element): void {
  const goodbye = readdress(stanza ?? xml("presence", { type: "unavailable" }), session.fullJid, undefined);
  const { account } = session;
  const wasAvailable = session.presence !== undefined;
  session.presence = undefined;
  session.interests = new Set();
  const shownTo = [...session.shownTo];
  session.shownTo.clear();
  if (wasAvailable) broadcast(world, account, goodbye);
  for (const to of shownTo) {
    const jid = parseJid(to);
    if (jid.ok && !(wasAvailable && isShared(account.stateOf(jid.value.bareJid))))
      world.route(readdress(goodbye, session.fullJid, to));
  }
}

/** To all our available resources, and to everybody who may see us. */
function broadcast(world: World, account: Account, presence: Element): void {
  const from = presence.attrs["from"];
  for (const own of account.availableSessions) own.outlet.deliver(readdress(presence, from, own.fullJid));
  for (const item of account.roster.items.values()) {
    if (item.subscription === "from" || item.subscription === "both")
      deliverPresence(world, account, item.bareJid, presence);
  }
}

/** To the available resources of one contact, unless either has blocked the other. */
function deliverPresence(world: World, account: Account, contact: BareJid, presence: Element): void {
  const other = world.accounts.get(contact);
  if (other === undefined || other === account || isApart(account, other)) return;
  for (const session of other.availableSessions)
    session.outlet.deliver(readdress(presence, presence.attrs["from"], session.fullJid));
}

/** The presence of all contacts, to a session that just became available: what probes would bring from other servers (RFC 6121 4.3). */
function tellOthersPresence(world: World, session: Session): void {
  const { account } = session;
  for (const own of account.availableSessions) {
    if (own !== session && own.presence !== undefined)
      session.outlet.deliver(readdress(own.presence, own.fullJid, session.fullJid));
  }
  for (const item of account.roster.items.values()) {
    if (item.subscription !== "to" && item.subscription !== "both") continue;
    const other = world.accounts.get(item.bareJid);
    if (other === undefined || !isShared(other.stateOf(account.bareJid)) || isApart(account, other)) continue;
    for (const theirs of other.availableSessions) {
      if (theirs.presence !== undefined)
        session.outlet.deliver(readdress(theirs.presence, theirs.fullJid, session.fullJid));
    }
  }
}

/** Shows all our resources to somebody who may see us from now on (RFC 6121 3.1.5). */
export function announceTo(world: World, account: Account, contact: BareJid): void {
  if (!isShared(account.stateOf(contact))) return;
  for (const session of account.availableSessions)
    if (session.presence !== undefined) deliverPresence(world, account, contact, session.presence);
}

/** Sends somebody that all our resources are unavailable (RFC 6121 3.2.1, 3.3.3). Call it while they may still see us. */
export function withdrawFrom(world: World, account: Account, contact: BareJid): void {
  if (!isShared(account.stateOf(contact))) return;
  for (const session of account.availableSessions)
    deliverPresence(world, account, contact, xml("presence", { type: "unavailable", from: session.fullJid }));
}

/** RFC 6121 4.6: to one address, which is also told when we leave. */
export function direct(world: World, session: Session, stanza: Element): void {
  const to = stanza.attrs["to"] ?? "";
  if (stanza.attrs["type"] === "unavailable") session.shownTo.delete(to);
  else if (session.shownTo.size < maxShownTo) session.shownTo.add(to);
  world.route(readdress(stanza, session.fullJid, to));
}

/** Beyond that, addresses are not remembered and not told that we leave, so that memory stays bounded. */
const maxShownTo = 1_000;

function isApart(one: Account, other: Account): boolean {
  return blocks(one, other) || blocks(other, one);
}

function blocks(one: Account, other: Account): boolean {
  if (one.blocked.size === 0) return false;
  const jid = parseJid(other.bareJid);
  return jid.ok && isBlocked(one, jid.value);
}
