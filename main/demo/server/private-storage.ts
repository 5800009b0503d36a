import { xml, type Element } from "../../xmpp/connection/element.ts";
import type { Account } from "./account.ts";
import { errorOf, resultOf } from "./stanzas.ts";

export const privateNs = "jabber:iq:private";

/** Elements of one account. */
const maxKept = 100;

/** XEP-0049: stores an element by its name and namespace for the account's own clients, or returns it. */
export function handlePrivate(account: Account, iq: Element, query: Element): Element {
  const [element, ...more] = query.getChildElements();
  const namespace = element?.getNS();
  if (element === undefined || namespace === undefined || more.length > 0) return errorOf(iq, "bad-request");
  const key = `{${namespace}}${element.name}`;
  if (iq.attrs["type"] === "get")
    return resultOf(iq, xml("query", { xmlns: privateNs }, account.privateData.get(key) ?? element));
  if (!account.privateData.has(key) && account.privateData.size >= maxKept)
    return errorOf(iq, "resource-constraint");
  account.privateData.set(key, element);
  return resultOf(iq);
}
