import { randomUUID } from "node:crypto";
import type { BareJid } from "../../../app/jid.ts";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import type { Session } from "./session.ts";
import { isShared } from "./subscription-states.ts";
import { errorOf, resultOf } from "./stanzas.ts";
import type { World } from "./world.ts";

export const pubsubNs = "http://jabber.org/protocol/pubsub";
const capsNs = "http://jabber.org/protocol/caps";
const infoNs = "http://jabber.org/protocol/disco#info";

/** Of one account. */
const maxNodes = 100;
const capsIds = "caps-";

/** Reads the latest item of a node; for the account itself and whoever may see it (XEP-0163 4.2). */
export function handlePubsubGet(account: Account, asker: BareJid, iq: Element, pubsub: Element): Element {
  const wanted = pubsub.getChild("items");
  if (wanted === undefined) return errorOf(iq, "bad-request");
  if (asker !== account.bareJid && !isShared(account.stateOf(asker))) return errorOf(iq, "not-authorized");
  const node = wanted.attrs["node"] ?? "";
  const item = account.nodes.get(node);
  const id = wanted.getChild("item")?.attrs["id"];
  if (item === undefined || (id !== undefined && item.attrs["id"] !== id))
    return errorOf(iq, "item-not-found");
  return resultOf(iq, xml("pubsub", { xmlns: pubsubNs }, xml("items", { node }, item)));
}

/** Publishes on a node of the account, which is made if needed and keeps only its latest item (XEP-0163 3). */
export function handlePubsubSet(world: World, session: Session, iq: Element, pubsub: Element): Element {
  const publication = pubsub.getChild("publish");
  const node = publication?.attrs["node"] ?? "";
  const item = publication?.getChild("item");
  if (node === "" || item === undefined) return errorOf(iq, "bad-request");
  const { account } = session;
  if (!account.nodes.has(node) && account.nodes.size >= maxNodes) return errorOf(iq, "resource-constraint");
  const id = item.attrs["id"] ?? randomUUID();
  publish(world, account, node, xml("item", { id }, ...item.children));
  return resultOf(iq, xml("pubsub", { xmlns: pubsubNs }, xml("publish", { node }, xml("item", { id }))));
}

/** Stores the item and notifies the account's resources and everybody who may see it and subscribed to it. */
export function publish(world: World, account: Account, node: string, item: Element): void {
  account.nodes.set(node, item);
  notify(account, account, node, item);
  for (const { bareJid, subscription } of account.roster.items.values()) {
    const other =
      subscription === "from" || subscription === "both" ? world.accounts.get(bareJid) : undefined;
    if (other !== undefined) notify(account, other, node, item);
  }
}

/** Asks the client for the capabilities that its presence names (XEP-0115 6.2). */
export function learnInterests(session: Session): void {
  const caps = session.presence?.getChild("c", capsNs);
  if (caps === undefined) return;
  const node = `${caps.attrs["node"] ?? ""}#${caps.attrs["ver"] ?? ""}`;
  const id = `${capsIds}${randomUUID()}`;
  session.outlet.deliver(
    xml(
      "iq",
      { type: "get", id, from: session.account.address, to: session.fullJid },
      xml("query", { xmlns: infoNs, node }),
    ),
  );
}

/** The client's answer: it gets the latest items of the nodes it named (XEP-0163 4.3.4). Other answers change nothing. */
export function handleCapsReply(world: World, session: Session, iq: Element): void {
  if (iq.attrs["id"]?.startsWith(capsIds) !== true || session.presence === undefined) return;
  const features = iq.getChild("query", infoNs)?.getChildren("feature") ?? [];
  const news = features
    .map((feature) => feature.attrs["var"] ?? "")
    .filter((name) => name.endsWith("+notify"));
  const before = session.interests;
  session.interests = new Set(news.map((name) => name.slice(0, -"+notify".length)));
  const fresh = [...session.interests].filter((node) => !before.has(node));
  if (fresh.length === 0) return;
  const { account } = session;
  const seen = [...account.roster.items.values()].flatMap(({ bareJid, subscription }) => {
    const other = subscription === "to" || subscription === "both" ? world.accounts.get(bareJid) : undefined;
    return other !== undefined && isShared(other.stateOf(account.bareJid)) ? [other] : [];
  });
  for (const one of [account, ...seen]) {
    for (const node of fresh) {
      const item = one.nodes.get(node);
      if (item !== undefined) session.outlet.deliver(eventOf(one, session, node, item));
    }
  }
}

/** All of an account's latest items, to somebody who may see it from now on. */
export function announceNodes(account: Account, other: Account): void {
  for (const [node, item] of account.nodes) notify(account, other, node, item);
}

function notify(account: Account, other: Account, node: string, item: Element): void {
  for (const session of other.availableSessions) {
    if (session.interests.has(node)) session.outlet.deliver(eventOf(account, session, node, item));
  }
}

function eventOf(account: Account, session: Session, node: string, item: Element): Element {
  return xml(
    "message",
    { type: "headline", from: account.address, to: session.fullJid },
    xml("event", { xmlns: `${pubsubNs}#event` }, xml("items", { node }, item)),
  );
}
