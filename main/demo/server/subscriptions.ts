import { toBareJid, withoutResource, type BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { announceNodes } from "./pep.ts";
import { announceTo, withdrawFrom } from "./presence.ts";
import { pushItem } from "./pushes.ts";
import {
  inbound,
  isShared,
  outbound,
  type SubscriptionState,
  type SubscriptionType,
} from "./subscription-states.ts";
import { readdress } from "./stanzas.ts";
import type { World } from "./world.ts";

/** A resource of the account sends a subscription stanza (RFC 6121 3.1.2, 3.1.5, 3.2.1, 3.3.2); A.2 gives the outcome. */
export function sendSubscription(
  world: World,
  account: Account,
  stanza: Element,
  type: SubscriptionType,
): void {
  const address = withoutResource(stanza.attrs["to"] ?? "");
  const contact = toBareJid(address);
  // RFC 6121 does not cover one's own address. Nobody needs permission to see their own devices.
  if (contact === undefined || contact === account.bareJid) return;
  const { isPassedOn, next } = outbound[type][account.stateOf(contact)];
  if (type === "unsubscribed" && isPassedOn) withdrawFrom(world, account, contact);
  settle(account, contact, address, next);
  // RFC 6121 3: stamped with the bare address, to the bare address.
  if (isPassedOn) world.route(readdress(stanza, account.address, address));
  if (type === "subscribed" && isPassedOn) {
    announceTo(world, account, contact);
    const other = world.accounts.get(contact);
    if (other !== undefined) announceNodes(account, other);
  }
}

/** A subscription stanza comes from a contact (RFC 6121 3.1.3, 3.1.6, 3.2.3, 3.3.3); A.3 gives the outcome. */
export function receiveSubscription(
  world: World,
  account: Account,
  contact: BareJid,
  stanza: Element,
  type: SubscriptionType,
): void {
  const from = withoutResource(stanza.attrs["from"] ?? "");
  const state = account.stateOf(contact);
  const { isPassedOn, next } = inbound[type][state];
  const told = readdress(stanza, from, account.address);
  if (type === "subscribe") {
    // The note on A.3.1: a contact who may already see us is told so, without asking the person.
    if (isShared(state))
      world.route(xml("presence", { type: "subscribed", from: account.address, to: from }));
    // Asking again changes no state, but the message may be newer.
    const hasRoom = account.requests.size < maxRequests || account.requests.has(contact);
    if (!isShared(state) && hasRoom) account.requests.set(contact, told);
  }
  if (type === "unsubscribe" && isPassedOn) withdrawFrom(world, account, contact);
  // RFC 6121 3.1.6, 3.2.3, 3.3.3: first the stanza, then the push.
  if (isPassedOn) {
    for (const session of account.sessions.values()) {
      // A request goes to available resources; an answer goes to every resource that requested the list.
      if (session.presence !== undefined || (type !== "subscribe" && session.isInterested))
        session.outlet.deliver(told);
    }
  }
  settle(account, contact, from, next);
}

/** A flood of strangers must not fill the memory. A refused sender may ask again. */
const maxRequests = 1_000;

/** After an item was removed (RFC 6121 2.5.2), the server ends both subscriptions by itself. */
export function endSubscriptions(world: World, account: Account, contact: BareJid, address: string): void {
  const endings = [
    ["unsubscribe", ["to", "to+in", "both", "none+out", "none+out+in", "from+out"]],
    ["unsubscribed", ["from", "from+out", "both"]],
  ] as const;
  const state = account.stateOf(contact);
  for (const [type, states] of endings) {
    if (!(states as readonly SubscriptionState[]).includes(state)) continue;
    if (type === "unsubscribed") withdrawFrom(world, account, contact);
    world.route(xml("presence", { type, from: account.address, to: address }));
  }
}

function settle(account: Account, contact: BareJid, address: string, next: SubscriptionState): void {
  if (!next.endsWith("+in")) account.requests.delete(contact);
  const changed = account.setState(contact, address, next);
  if (changed !== undefined) pushItem(account, changed);
}
