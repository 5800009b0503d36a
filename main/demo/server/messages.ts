import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { readdress } from "./stanzas.ts";
import type { World } from "./world.ts";

/** As many as a person could read; more are refused to whoever sends them. */
const maxStored = 1_000;

/**
 * A message to an account, or to a resource that is gone (RFC 6121 8.5.2.1, 8.5.3.2): to all resources that take messages, or
 * stored until one does. False when it can be neither, and is to be refused.
 */
export function deliverMessage(
  world: World,
  account: Account,
  message: Element,
  isResourceGone: boolean,
): boolean {
  const type = message.attrs["type"] ?? "normal";
  if (type === "error") return true;
  if (type === "groupchat") return false;
  // RFC 6121 8.5.3.2.1: it was for that resource and no other; only a chat goes on with whoever is there. A type that
  // nobody knows is a normal one (5.2.2).
  if (isResourceGone && type !== "chat") return type === "headline";
  const takers = account.availableSessions.filter((session) => session.priority >= 0);
  for (const session of takers) session.outlet.deliver(message);
  if (takers.length > 0 || type === "headline") return true;
  // XEP-0160 3: what has no text is about a moment that will be over.
  if (message.getChild("body") === undefined) return true;
  if (account.offline.length >= maxStored) return false;
  const stamp = new Date(world.now()).toISOString();
  const delay = xml("delay", { xmlns: "urn:xmpp:delay", from: account.address, stamp });
  const stored = readdress(message, message.attrs["from"], message.attrs["to"]);
  account.offline.push(xml("message", stored.attrs, ...stored.children, delay));
  return true;
}

/** What was stored, to be delivered now and once. */
export function takeOffline(account: Account): Element[] {
  const stored = account.offline;
  account.offline = [];
  return stored;
}
