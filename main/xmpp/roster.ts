import { subscriptions, type Contact, type Subscription } from "../../app/contact.ts";
import { parseJid, type BareJid } from "../../app/jid.ts";
import { xml, type Element } from "./connection/element.ts";

const ns = "jabber:iq:roster";

/** A roster get (RFC 6121 2.1.3). `ver` undefined leaves the attribute out, for servers without versions (2.6.1). */
export function rosterGet(ver: string | undefined): Element {
  return xml("iq", { type: "get" }, xml("query", { xmlns: ns, ver }));
}

/** A roster set of one whole item (RFC 6121 2.1.5): name and all groups, and nothing a server decides by itself. */
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
  return xml("iq", { type: "set" }, xml("query", { xmlns: ns }, item));
}

/** What a roster get brought (RFC 6121 2.6.3). `hasBroken`: some items could not be read, so absence proves nothing. */
export type RosterResult =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "full";
      readonly ver: string | undefined;
      readonly contacts: readonly Contact[];
      readonly hasBroken: boolean;
    };

/**
 * Reads a roster result item by item, as the items arrive, so that a long list is never held as a whole. Give each child
 * of the query to `add`, then the attributes of the query to `finish`.
 */
export class RosterReader {
  readonly #contacts = new Map<BareJid, Contact>();
  #hasBroken = false;

  /** Takes one child of the query. Never throws. */
  add(child: Element): void {
    const contact = child.is("item", ns) ? readItem(child) : undefined;
    if (contact === undefined) this.#hasBroken = true;
    else if (!shadows(this.#contacts.get(contact.bareJid), contact))
      this.#contacts.set(contact.bareJid, contact);
  }

  /** What the whole query says. Nothing may be added after this. */
  finish(attributes: { readonly [name: string]: string | undefined }): RosterResult & { kind: "full" } {
    return {
      kind: "full",
      ver: attributes["ver"],
      contacts: [...this.#contacts.values()],
      hasBroken: this.#hasBroken,
    };
  }
}

/** Reads the reply to a roster get. No query element means that the cache is good; an empty one that nobody is listed. */
export function readRosterResult(reply: Element): RosterResult {
  const query = reply.getChild("query", ns);
  if (query === undefined) return { kind: "unchanged" };
  const reader = new RosterReader();
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
  const query = iq.getChild("query", ns);
  if (!iq.is("iq") || iq.attrs["type"] !== "set" || query === undefined) return { kind: "other" };
  if (!isFromOurAccount(iq.attrs["from"], ownBareJid))
    return { kind: "refused", condition: "service-unavailable" };
  const [item, ...more] = query.getChildElements();
  if (item === undefined || more.length > 0 || !item.is("item", ns))
    return { kind: "refused", condition: "bad-request" };
  const contact = readItem(item);
  if (contact === undefined) return { kind: "refused", condition: "bad-request" };
  const ver = query.attrs["ver"];
  if (item.attrs["subscription"] !== "remove") return { kind: "update", contact, ver };
  return { kind: "remove", bareJid: contact.bareJid, address: contact.address, ver };
}

function isFromOurAccount(from: string | undefined, ownBareJid: BareJid): boolean {
  if (from === undefined) return true;
  const jid = parseJid(from);
  return jid.ok && jid.value.resource === "" && jid.value.bareJid === ownBareJid;
}

/** Undefined when the item names no address. RFC 6121 2.1.2: unknown attributes and values are ignored. */
function readItem(item: Element): Contact | undefined {
  const address = item.attrs["jid"];
  const jid = address === undefined ? undefined : parseJid(address);
  if (address === undefined || jid === undefined || !jid.ok) return undefined;
  return {
    bareJid: jid.value.bareJid,
    address,
    name: item.attrs["name"] ?? "",
    groups: [...new Set(item.getChildren("group", ns).map((group) => group.getText()))],
    subscription: readSubscription(item.attrs["subscription"]),
    ask: item.attrs["ask"] === "subscribe",
    approved: item.attrs["approved"] === "true" || item.attrs["approved"] === "1",
  };
}

function readSubscription(value: string | undefined): Subscription {
  return subscriptions.find((known) => known === value) ?? "none";
}

/** Some servers list `juliet@example.com/balcony` beside `juliet@example.com`: the bare address stands for the person. */
export function shadows(present: Contact | undefined, next: Pick<Contact, "address">): boolean {
  return present !== undefined && !present.address.includes("/") && next.address.includes("/");
}
