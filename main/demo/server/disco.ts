import { xml, type Element } from "../../xmpp/connection/element.ts";
import { blockingNs } from "./blocking.ts";
import { pubsubNs } from "./pep.ts";
import { privateNs } from "./private-storage.ts";
import { rosterNs } from "./roster.ts";
import { errorOf, resultOf } from "./stanzas.ts";
import { vcardNs } from "./vcard.ts";

export const infoNs = "http://jabber.org/protocol/disco#info";
export const itemsNs = "http://jabber.org/protocol/disco#items";
export const pingNs = "urn:xmpp:ping";

const common = [infoNs, itemsNs, pingNs, vcardNs];
const known = {
  server: {
    identities: [{ category: "server", type: "im", name: "Demo" }],
    features: [...common, rosterNs, blockingNs, privateNs, "msgoffline"],
  },
  account: {
    identities: [
      { category: "account", type: "registered" },
      { category: "pubsub", type: "pep" },
    ],
    features: [...common, `${pubsubNs}#publish`, `${pubsubNs}#retrieve-items`, `${pubsubNs}#last-published`],
  },
} as const;

/** What the server, or an account on it, can do (XEP-0030 3.1). Neither has nodes. */
export function handleInfo(iq: Element, query: Element, of: keyof typeof known): Element {
  if (query.attrs["node"] !== undefined) return errorOf(iq, "item-not-found");
  const { identities, features } = known[of];
  return resultOf(
    iq,
    xml(
      "query",
      { xmlns: infoNs },
      ...identities.map((identity) => xml("identity", { ...identity })),
      ...features.map((name) => xml("feature", { var: name })),
    ),
  );
}

/** There is nothing beside the server (XEP-0030 4.1). */
export function handleItems(iq: Element): Element {
  return resultOf(iq, xml("query", { xmlns: itemsNs }));
}
