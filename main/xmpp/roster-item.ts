import { createHash } from "node:crypto";
import { subscriptions, type Contact, type Subscription } from "../../app/contact.ts";
import { toBareJid, unreadable, type BareJid } from "../../app/jid.ts";
import type { Element } from "./connection/element.ts";

/** The namespace of a roster query and its items (RFC 6121 2.1). */
export const nsRoster = "jabber:iq:roster";

/**
 * The key of an item with this address. RULE R19: text that is not an address gets its own key, which no address can have,
 * so that the item is kept, shown and removed like any other.
 */
export function itemKey(address: string): BareJid {
  return toBareJid(address) ?? unreadable(createHash("sha256").update(address).digest("base64url"));
}

/**
 * Reads one item. Undefined for anything that is not a roster item, and for an item without an address: no request could
 * name it. RFC 6121 2.1.2: unknown attributes and values are ignored.
 */
export function readItem(item: Element): Contact | undefined {
  if (!item.is("item", nsRoster)) return undefined;
  const address = item.attrs["jid"] ?? "";
  if (address === "") return undefined;
  return {
    bareJid: itemKey(address),
    address,
    name: item.attrs["name"] ?? "",
    groups: [...new Set(item.getChildren("group", nsRoster).map((group) => group.getText()))],
    subscription: readSubscription(item.attrs["subscription"]),
    ask: item.attrs["ask"] === "subscribe",
    approved: item.attrs["approved"] === "true" || item.attrs["approved"] === "1",
  };
}

function readSubscription(value: string | undefined): Subscription {
  return subscriptions.find((known) => known === value) ?? "none";
}

/**
 * One contact made of all items with one key (RULE R18), in the order in which they came. Every group counts. The rest comes
 * from the items of the bare address; those of full addresses (`juliet@example.com/balcony`) are used only if there is no
 * other. The last spelling and the last name that is not empty win, and every subscription that any of them has counts: an
 * item that was made for one more group often contains nothing else.
 */
export function joinItems(items: readonly [Contact, ...Contact[]]): Contact {
  const [first, ...more] = items;
  if (more.length === 0) return first;
  const bare = items.filter(({ address }) => slotOf(address) === "");
  const speaking = bare.length > 0 ? bare : items;
  const isAny = (...states: readonly Subscription[]) =>
    speaking.some(({ subscription }) => states.includes(subscription));
  const isTo = isAny("to", "both");
  const isFrom = isAny("from", "both");
  return {
    bareJid: first.bareJid,
    address: speaking.at(-1)?.address ?? first.address,
    name: speaking.findLast(({ name }) => name !== "")?.name ?? "",
    groups: [...new Set(items.flatMap(({ groups }) => groups))],
    subscription: isTo ? (isFrom ? "both" : "to") : isFrom ? "from" : "none",
    ask: speaking.some(({ ask }) => ask),
    approved: speaking.some(({ approved }) => approved),
  };
}

/**
 * The part of an address that tells the items of one person apart: empty for the bare address, else the resource with
 * its slash.
 */
export function slotOf(address: string): string {
  const slash = address.indexOf("/");
  return slash === -1 ? "" : address.slice(slash);
}
