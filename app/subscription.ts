import type { Contact } from "./contact.ts";
import type { BareJid } from "./jid.ts";
import { isReadable } from "./readable-jid.ts";

/** What a person can do about who sees whose status (RFC 6121 3.1 to 3.3). */
export const subscriptionActs = ["ask", "withdraw", "stop-seeing", "share", "stop-sharing"] as const;
export type SubscriptionAct = (typeof subscriptionActs)[number];

/** The relationship, as a key of the message catalogue. With `own` and `unreadable` there can be none. */
export type Relationship = "mutual" | "seeing" | "seen" | "neither" | "waiting" | "own" | "unreadable";

/** We may see their status. */
export function isSeeing(contact: Contact): boolean {
  return contact.subscription === "to" || contact.subscription === "both";
}

/** They may see ours. */
export function isSeen(contact: Contact): boolean {
  return contact.subscription === "from" || contact.subscription === "both";
}

/** `own` is the address of the account that lists the contact. */
export function relationship(contact: Contact, own?: BareJid): Relationship {
  if (!isReadable(contact.bareJid)) return "unreadable";
  if (contact.bareJid === own) return "own";
  if (contact.subscription === "both") return "mutual";
  if (isSeeing(contact)) return "seeing";
  if (contact.ask) return "waiting";
  return isSeen(contact) ? "seen" : "neither";
}

/**
 * The acts that make sense now. `share` accepts a pending request (`hasRequest`): nothing can be shared with
 * somebody who has not asked. There are none for ourselves, nor if the address cannot be read.
 */
export function possibleActs(contact: Contact, hasRequest: boolean, own?: BareJid): SubscriptionAct[] {
  const kind = relationship(contact, own);
  if (kind === "own" || kind === "unreadable") return [];
  const acts: SubscriptionAct[] = [];
  if (isSeeing(contact)) acts.push("stop-seeing");
  else acts.push("ask", ...(contact.ask ? (["withdraw"] as const) : []));
  if (isSeen(contact)) acts.push("stop-sharing");
  else if (hasRequest) acts.push("share");
  return acts;
}
