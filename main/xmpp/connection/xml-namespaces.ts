import type { Element } from "@xmpp/xml";

const xmlNs = "http://www.w3.org/XML/1998/namespace";
const xmlnsNs = "http://www.w3.org/2000/xmlns/";

/** Whether all prefixes are declared correctly and no two attributes have the same expanded name (XML Namespaces 1.0, 3 to 6). */
export function hasGoodNamespaces(element: Element): boolean {
  const prefix = prefixOf(element.name);
  if (prefix !== undefined && namespaceOf(element, prefix) === undefined) return false;
  const meant = new Set<string>();
  for (const [name, value] of Object.entries(element.attrs)) {
    const prefixed = prefixOf(name);
    if (prefixed === undefined) continue;
    const local = name.slice(prefixed.length + 1);
    if (prefixed === "xmlns") {
      if (!isGoodDeclaration(local, value ?? "")) return false;
      continue;
    }
    const namespace = namespaceOf(element, prefixed);
    const expanded = `${namespace ?? ""} ${local}`;
    if (namespace === undefined || meant.has(expanded)) return false;
    meant.add(expanded);
  }
  return true;
}

function isGoodDeclaration(prefix: string, namespace: string): boolean {
  const isReserved = namespace === xmlnsNs || (namespace === xmlNs) !== (prefix === "xml");
  return namespace !== "" && prefix !== "xmlns" && !isReserved;
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
