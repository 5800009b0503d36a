import { xml, type Element } from "./connection/element.ts";

/** Asks our server for a sign of life (XEP-0199); its answer also shows that all we sent before has been read. */
export function pingGet(): Element {
  return xml("iq", { type: "get" }, xml("ping", { xmlns: "urn:xmpp:ping" }));
}
