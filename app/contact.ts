import * as z from "zod";
import type { BareJid } from "./jid.ts";
import { shownAddress } from "./shown-address.ts";
import { isVisible } from "./visible-text.ts";

/** RFC 6121 2.1.2.5: the subscription states a roster item can be in (`remove` is an action, not a state). */
export const subscriptions = ["none", "to", "from", "both"] as const;
export type Subscription = (typeof subscriptions)[number];

/**
 * One roster item as the server last sent it (RFC 6121 2.1.2). `name` is empty if there is none; `groups` has no
 * duplicates. Both are opaque text of the server and are sent back unchanged.
 */
export interface Contact {
  readonly bareJid: BareJid;
  /** The server's spelling of the address: shown, and sent back unchanged. */
  readonly address: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** `ask='subscribe'`: our request is pending. */
  readonly ask: boolean;
  readonly approved: boolean;
}

/** A contact in our own cache file. The key is checked against the address where the file is read. */
export const contactSchema = z.object({
  bareJid: z.string().transform((text) => text as BareJid),
  address: z.string(),
  name: z.string(),
  groups: z.array(z.string()),
  subscription: z.enum(subscriptions),
  ask: z.boolean(),
  approved: z.boolean(),
});

/** The contact's name as shown: the given name, or the address if that name has no visible character (RULE J6). */
export function displayName(contact: Pick<Contact, "name" | "address">): string {
  return isVisible(contact.name) ? contact.name : shownAddress(contact.address);
}

/** The parts of an item that a client may set (RFC 6121 2.1.2). */
export type Item = Pick<Contact, "name" | "groups">;

/** Whether name and groups are the same, in any order of the groups. */
export function isSameItem(a: Item, b: Item): boolean {
  return (
    a.name === b.name &&
    a.groups.length === b.groups.length &&
    a.groups.every((group) => b.groups.includes(group))
  );
}

/** Whether neither a person nor a server could tell the two apart. */
export function isSameContact(a: Contact, b: Contact): boolean {
  return (
    isSameItem(a, b) &&
    a.address === b.address &&
    a.subscription === b.subscription &&
    a.ask === b.ask &&
    a.approved === b.approved
  );
}
