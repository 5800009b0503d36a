import { xml, type Element } from "./connection/element.ts";

const nsInfo = "http://jabber.org/protocol/disco#info";
const nsOffline = "http://jabber.org/protocol/offline";

/** Asks our own account what it can do (XEP-0030). */
export function accountInfoGet(ownBareJid: string): Element {
  return xml("iq", { type: "get", to: ownBareJid }, xml("query", { xmlns: nsInfo }));
}

/** Whether the server can leave stored messages undelivered (XEP-0013). */
export function offersOfflineRetrieval(info: Element): boolean {
  const features = info.getChild("query", nsInfo)?.getChildren("feature", nsInfo) ?? [];
  return features.some((feature) => feature.attrs["var"] === nsOffline);
}

/**
 * Looks at the stored messages without fetching them. XEP-0013 2.1: after this request the server must not deliver them
 * to this session when presence is sent.
 */
export function offlineCountGet(): Element {
  return xml("iq", { type: "get" }, xml("query", { xmlns: nsInfo, node: nsOffline }));
}
