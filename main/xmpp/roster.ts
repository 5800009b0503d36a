import type { Contact } from "../../app/contact.ts";
import { parseJid, type BareJid } from "../../app/jid.ts";
import { xml, type Element } from "./connection/element.ts";
import { joinItems, nsRoster, readItem, slotOf } from "./roster-item.ts";

/** A roster get (RFC 6121 2.1.3). `ver` undefined leaves the attribute out, for servers without versions (2.6.1). */
export function rosterGet(ver: string | undefined): Element {
  return xml("iq", { type: "get" }, xml("query", { xmlns: nsRoster, ver }));
}

/** A roster set of one whole item (RFC 6121 2.1.5): name and all groups, and nothing that the server decides. */
export function rosterSet(contact: Pick<Contact, "address" | "name" | "groups">): Element {
  const { address, name, groups } = contact;
  return set(
    xml(
      "item",
      { jid: address, name: name === "" ? undefined : name },
      ...groups.map((group) => xml("group", {}, group)),
    ),
  );
}

/** A roster set that removes a contact (RFC 6121 2.5.1). The server cancels the subscriptions itself. */
export function rosterRemove(address: string): Element {
  return set(xml("item", { jid: address, subscription: "remove" }));
}

function set(item: Element): Element {
  return xml("iq", { type: "set" }, xml("query", { xmlns: nsRoster }, item));
}

/** The result of a roster get (RFC 6121 2.6.3). */
export type RosterResult =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "full";
      readonly ver: string | undefined;
      /** One contact for each person. */
      readonly contacts: readonly Contact[];
      /** The separate items of people who have more than one: a later push changes one of them. */
      readonly several: ReadonlyMap<BareJid, readonly [Contact, ...Contact[]]>;
    };

/**
 * Reads a roster result item by item, as the items arrive, so that a long list is never in memory as a whole. Give each child
 * of the query to `add`, then the attributes of the query to `finish`.
 */
export class RosterReader {
  readonly #contacts = new Map<BareJid, Contact>();
  /** All items of people who have more than one. Joined at the end, because joining them one by one takes quadratic time. */
  readonly #several = new Map<BareJid, [Contact, ...Contact[]]>();

  /** Reads one child of the query. Never throws. RULE R19: ignores anything that is not an item or has no address. */
  add(child: Element): void {
    const contact = readItem(child);
    if (contact === undefined) return;
    const { bareJid } = contact;
    const known = this.#contacts.get(bareJid);
    if (known === undefined) {
      this.#contacts.set(bareJid, contact);
      return;
    }
    const items = this.#several.get(bareJid);
    if (items === undefined) this.#several.set(bareJid, [known, contact]);
    else items.push(contact);
  }

  /** The result of the whole query. Nothing may be added after this. */
  finish(attributes: { readonly [name: string]: string | undefined }): RosterResult & { kind: "full" } {
    const several = new Map<BareJid, readonly [Contact, ...Contact[]]>();
    for (const [bareJid, items] of this.#several) {
      this.#contacts.set(bareJid, joinItems(items));
      const [first, ...more] = bySlot(items);
      if (first !== undefined && more.length > 0) several.set(bareJid, [first, ...more]);
    }
    return { kind: "full", ver: attributes["ver"], contacts: [...this.#contacts.values()], several };
  }
}

/** The bare address and each full one by itself; several items of the same are joined. */
function bySlot(items: readonly Contact[]): Contact[] {
  const slots = new Map<string, [Contact, ...Contact[]]>();
  for (const item of items) {
    const slot = slots.get(slotOf(item.address));
    if (slot === undefined) slots.set(slotOf(item.address), [item]);
    else slot.push(item);
  }
  return [...slots.values()].map(joinItems);
}

/**
 * Reads the reply to a roster get. No query element means that the cache is current; an empty one, that the list is empty.
 * The `reader` may already have items.
 */
export function readRosterResult(reply: Element, reader = new RosterReader()): RosterResult {
  const query = reply.getChild("query", nsRoster);
  if (query === undefined) return { kind: "unchanged" };
  for (const child of query.getChildElements()) reader.add(child);
  return reader.finish(query.attrs);
}

/** A push that counts, one that belongs to us but cannot be used, or a stanza that is no push at all. */
export type RosterPush =
  | { readonly kind: "update"; readonly contact: Contact; readonly ver: string | undefined }
  | {
      readonly kind: "remove";
      readonly bareJid: BareJid;
      readonly address: string;
      readonly ver: string | undefined;
    }
  | { readonly kind: "refused"; readonly condition: "service-unavailable" | "bad-request" }
  | { readonly kind: "other" };

/**
 * Reads an incoming IQ as a roster push. RFC 6121 2.1.6: a push from anyone but our own account must change nothing;
 * `from` has to be absent or our bare JID. `hostile` input gives `refused`, never an exception.
 */
export function readRosterPush(iq: Element, ownBareJid: BareJid): RosterPush {
  const query = iq.getChild("query", nsRoster);
  if (!iq.is("iq") || iq.attrs["type"] !== "set" || query === undefined) return { kind: "other" };
  if (!isFromOurAccount(iq.attrs["from"], ownBareJid))
    return { kind: "refused", condition: "service-unavailable" };
  // RFC 6120 8.4: ignore elements beside the item that are not items.
  const [item, ...more] = query.getChildren("item", nsRoster);
  const contact = item === undefined || more.length > 0 ? undefined : readItem(item);
  if (item === undefined || contact === undefined) return { kind: "refused", condition: "bad-request" };
  const ver = query.attrs["ver"];
  if (item.attrs["subscription"] !== "remove") return { kind: "update", contact, ver };
  return { kind: "remove", bareJid: contact.bareJid, address: contact.address, ver };
}

function isFromOurAccount(from: string | undefined, ownBareJid: BareJid): boolean {
  if (from === undefined) return true;
  const jid = parseJid(from);
  return jid.ok && jid.value.resource === "" && jid.value.bareJid === ownBareJid;
}
