import { xml, type Element } from "../../xmpp/connection/element.ts";

const errorsNs = "urn:ietf:params:xml:ns:xmpp-stanzas";

/** The conditions of RFC 6120 8.3.3 that this server uses, each with its type. */
const errorTypes = {
  "bad-request": "modify",
  conflict: "cancel",
  forbidden: "auth",
  "item-not-found": "cancel",
  "not-acceptable": "modify",
  "not-allowed": "cancel",
  "not-authorized": "auth",
  "remote-server-not-found": "cancel",
  "resource-constraint": "wait",
  "service-unavailable": "cancel",
  "jid-malformed": "modify",
} as const;
export type Condition = keyof typeof errorTypes;

/** The same stanza with another `from` and `to`. The children are shared, and nobody changes them. */
export function readdress(
  stanza: Element,
  from: string | undefined,
  to: string | undefined,
  type = stanza.attrs["type"],
): Element {
  return xml(stanza.name, { ...stanza.attrs, from, to, type }, ...stanza.children);
}

/** The answer of the address that was asked; without `from` if the request had no `to`. */
export function resultOf(iq: Element, ...children: readonly Element[]): Element {
  const { id, from, to } = iq.attrs;
  return xml("iq", { type: "result", id, from: to, to: from }, ...children);
}

/** The refusal of a stanza (RFC 6120 8.3); `detail` is an element of another specification, which may ask for another type. */
export function errorOf(
  stanza: Element,
  condition: Condition,
  detail?: Element,
  type: string = errorTypes[condition],
): Element {
  const { id, from, to } = stanza.attrs;
  return xml(
    stanza.name,
    { type: "error", id, from: to, to: from },
    xml("error", { type }, xml(condition, { xmlns: errorsNs }), detail),
  );
}

/** Whether a stanza that cannot be delivered has to be answered. Errors and results never are (RFC 6120 8.3.1). */
export function isAnswerable(stanza: Element): boolean {
  const type = stanza.attrs["type"];
  if (stanza.name === "iq") return type === "get" || type === "set";
  return type !== "error";
}
