import { stanzaCodes, type StanzaFailure } from "../../app/result.ts";
import { xml, type Element } from "./connection/element.ts";

const ns = "urn:ietf:params:xml:ns:xmpp-stanzas";

/** RFC 6120 8.3.3: there are no others, so anything else that a peer writes is dropped. */
const conditions: ReadonlySet<string> = new Set([
  "bad-request",
  "conflict",
  "feature-not-implemented",
  "forbidden",
  "gone",
  "internal-server-error",
  "item-not-found",
  "jid-malformed",
  "not-acceptable",
  "not-allowed",
  "not-authorized",
  "payment-required",
  "policy-violation",
  "recipient-unavailable",
  "redirect",
  "registration-required",
  "remote-server-not-found",
  "remote-server-timeout",
  "resource-constraint",
  "service-unavailable",
  "subscription-required",
  "undefined-condition",
  "unexpected-request",
]);

/** The defined condition of an error stanza (RFC 6120 8.3.3) as a failure; `stanza-error` for one that Kith has no sentence for. */
export function readStanzaError(stanza: Element): StanzaFailure {
  const error = stanza.getChild("error");
  const condition =
    error?.getChildElements().find((child) => child.getNS() === ns && conditions.has(child.name))?.name ??
    "undefined-condition";
  const code = stanzaCodes.find((known) => known === condition) ?? "stanza-error";
  // RFC 6120 8.3.2: only this type means that the same request may succeed later.
  const isLater = error?.attrs["type"] === "wait";
  return { code, values: isLater ? { condition, type: "wait" } : { condition } };
}

/** The empty result that answers a roster push (RFC 6121 2.1.6), with the push's own id. */
export function emptyResult(iq: Element): Element {
  return xml("iq", { type: "result", id: iq.attrs["id"], to: iq.attrs["from"] });
}

/** The refusal of an IQ (RFC 6120 8.3). */
export function errorReply(iq: Element, condition: "service-unavailable" | "bad-request"): Element {
  const type = condition === "bad-request" ? "modify" : "cancel";
  return xml(
    "iq",
    { type: "error", id: iq.attrs["id"], to: iq.attrs["from"] },
    xml("error", { type }, xml(condition, { xmlns: ns })),
  );
}
