import type { Contact } from "./contact.ts";

/** What a person can do about who sees whose status (RFC 6121 3.1 to 3.3). */
export const subscriptionActs = ["ask", "withdraw", "stop-seeing", "share", "stop-sharing"] as const;
export type SubscriptionAct = (typeof subscriptionActs)[number];

/** The relationship in the words of the message catalogue. */
export type Relationship = "mutual" | "seeing" | "seen" | "neither" | "waiting";

/** We may see their status. */
export function isSeeing(contact: Contact): boolean {
  return contact.subscription === "to" || contact.subscription === "both";
}

/** They may see ours. */
export function isSeen(contact: Contact): boolean {
  return contact.subscription === "from" || contact.subscription === "both";
}

export function relationship(contact: Contact): Relationship {
  if (contact.subscription === "both") return "mutual";
  if (isSeeing(contact)) return "seeing";
  if (contact.ask) return "waiting";
  return isSeen(contact) ? "seen" : "neither";
}

/**
 * The acts that make sense now. `share` answers a request that waits (`hasRequest`): nothing can be shared with
 * somebody who has not asked.
 */
export function possibleActs(contact: Contact, hasRequest: boolean): SubscriptionAct[] {
  const acts: SubscriptionAct[] = [];
  if (isSeeing(contact)) acts.push("stop-seeing");
  else acts.push("ask", ...(contact.ask ? (["withdraw"] as const) : []));
  if (isSeen(contact)) acts.push("stop-sharing");
  else if (hasRequest) acts.push("share");
  return acts;
}
