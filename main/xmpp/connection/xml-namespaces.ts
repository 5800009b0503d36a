import type { Element } from "@xmpp/xml";
import { broken } from "./xml-fault.ts";

const xmlNs = "http://www.w3.org/XML/1998/namespace";
const xmlnsNs = "http://www.w3.org/2000/xmlns/";

/** Faults when a prefix is not declared, or wrongly, or two attributes mean the same name (XML Namespaces 1.0, 3 to 6). */
export function checkNamespaces(element: Element): void {
  const prefix = prefixOf(element.name);
  if (prefix !== undefined && namespaceOf(element, prefix) === undefined) broken();
  const meant = new Set<string>();
  for (const [name, value] of Object.entries(element.attrs)) {
    const prefixed = prefixOf(name);
    if (prefixed === undefined) continue;
    const local = name.slice(prefixed.length + 1);
    if (prefixed === "xmlns") checkDeclaration(local, value ?? "");
    else {
      const namespace = namespaceOf(element, prefixed);
      const expanded = `${namespace ?? broken()} ${local}`;
      if (meant.has(expanded)) broken();
      meant.add(expanded);
    }
  }
}

function checkDeclaration(prefix: string, namespace: string): void {
  const isReserved = namespace === xmlnsNs || (namespace === xmlNs) !== (prefix === "xml");
  if (namespace === "" || prefix === "xmlns" || isReserved) broken();
}

function prefixOf(name: string): string | undefined {
  const colon = name.indexOf(":");
  return colon === -1 ? undefined : name.slice(0, colon);
}

function namespaceOf(element: Element, prefix: string): string | undefined {
  if (prefix === "xml") return xmlNs;
  const name = `xmlns:${prefix}`;
  for (let at: Element | null = element; at !== null; at = at.parent) {
    if (Object.hasOwn(at.attrs, name)) return at.attrs[name];
  }
  return undefined;
}
