import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { readdress } from "./stanzas.ts";
import type { World } from "./world.ts";

/** The most messages that are stored; further ones are refused. */
const maxStored = 1_000;

/**
 * A message to an account, or to a resource that is gone (RFC 6121 8.5.2.1, 8.5.3.2): to all resources that take messages, or
 * stored until one does. False if it can be neither; then it has to be refused.
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
  // RFC 6121 8.5.3.2.1: it was for that resource and no other; only a chat message goes to the others. An unknown
  // type counts as normal (5.2.2).
  if (isResourceGone && type !== "chat") return type === "headline";
  const takers = account.availableSessions.filter((session) => session.priority >= 0);
  for (const session of takers) session.outlet.deliver(message);
  if (takers.length > 0 || type === "headline") return true;
  // XEP-0160 3: a message without text is about a passing moment, so it is not stored.
  if (message.getChild("body") === undefined) return true;
  if (account.offline.length >= maxStored) return false;
  const stamp = new Date(world.now()).toISOString();
  const delay = xml("delay", { xmlns: "urn:xmpp:delay", from: account.address, stamp });
  const stored = readdress(message, message.attrs["from"], message.attrs["to"]);
  account.offline.push(xml("message", stored.attrs, ...stored.children, delay));
  return true;
}

/** The stored messages, which are delivered once. */
export function takeOffline(account: Account): Element[] {
  const stored = account.offline;
  account.offline = [];
  return stored;
}
