import { xml, type Element } from "./connection/element.ts";

const ns = "jabber:iq:version";

/** Asks which software a server runs (XEP-0092). */
export function softwareVersionGet(server: string): Element {
  return xml("iq", { type: "get", to: server }, xml("query", { xmlns: ns }));
}

/** The server's text, uncleaned; undefined if it names no software. */
export function readSoftwareVersion(
  reply: Element,
): { readonly name: string; readonly version: string } | undefined {
  const query = reply.getChild("query", ns);
  const name = query?.getChildText("name") ?? "";
  return name === "" ? undefined : { name, version: query?.getChildText("version") ?? "" };
}
