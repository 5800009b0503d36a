import { parseJid, withoutResource, type Jid } from "../../app/jid.ts";
import { shows, type ResourcePresence, type Show } from "../../app/presence.ts";
import { toXmlText } from "../../app/typed.ts";
import { xml, type Element } from "./connection/element.ts";
import { readStanzaError } from "./stanza-error.ts";
import type { Failure } from "../../app/result.ts";

/**
 * The priority of every available presence we send. RFC 6121 8.5.2.1.1: a resource with a negative priority gets no
 * messages addressed to the account, so they reach the person's chat program.
 */
const ourPriority = "-1";

/** Our own availability, broadcast by the server (RFC 6121 4.2.1): no `to`, no `type`. */
export function availablePresence(show: Show, status: string, priority: string = ourPriority): Element {
  return xml(
    "presence",
    {},
    show === "available" ? null : xml("show", {}, show),
    status === "" ? null : xml("status", {}, status),
    xml("priority", {}, priority),
  );
}

/** Unavailable presence (RFC 6121 4.5.1): neither show nor priority. */
export function unavailablePresence(): Element {
  return xml("presence", { type: "unavailable" });
}

/** RFC 6121 3: to the bare address, with an id of our own. `message` is what the other person may read. */
export function subscriptionPresence(
  type: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed",
  to: string,
  id: string,
  message = "",
): Element {
  return xml("presence", { type, to, id }, message === "" ? null : xml("status", {}, message));
}

/** An incoming presence stanza as a value. */
export type PresenceFact = { readonly from: Jid; readonly address: string } & (
  | { readonly kind: "available"; readonly presence: ResourcePresence }
  | { readonly kind: "unavailable" }
  | { readonly kind: "subscribe"; readonly nickname: string; readonly message: string }
  | { readonly kind: "subscribed" | "unsubscribe" | "unsubscribed" }
  | { readonly kind: "error"; readonly id: string | undefined; readonly failure: Failure }
);

const nsNick = "http://jabber.org/protocol/nick";
/**
 * In UTF-16 units. A status has the lower limit, because it is published again whenever anything about the person
 * changes.
 */
const maxStatus = 1000;
const maxRequestText = 4096;

/**
 * Reads a presence stanza. `languages` are the person's, best first (BCP 47). Undefined for one that a
 * contact list ignores: no or invalid sender, a probe, an unknown type (RFC 6121 4.7.1).
 */
export function readPresence(stanza: Element, languages: readonly string[]): PresenceFact | undefined {
  const jid = parseJid(stanza.attrs["from"] ?? "");
  if (!jid.ok) return undefined;
  const from = jid.value;
  const address = withoutResource(stanza.attrs["from"] ?? "");
  const type = stanza.attrs["type"];
  switch (type) {
    case undefined:
      return { kind: "available", from, address, presence: readAvailable(stanza, from.resource, languages) };
    case "unavailable":
    case "subscribed":
    case "unsubscribe":
    case "unsubscribed":
      return { kind: type, from, address };
    case "subscribe":
      return {
        kind: type,
        from,
        address,
        nickname: cut((stanza.getChildText("nick", nsNick) ?? "").trim(), maxStatus),
        message: readStatus(stanza, languages, maxRequestText),
      };
    case "error":
      return { kind: type, from, address, id: stanza.attrs["id"], failure: readStanzaError(stanza) };
    default:
      return undefined;
  }
}

function readAvailable(stanza: Element, resource: string, languages: readonly string[]): ResourcePresence {
  const show = stanza.getChildText("show");
  return {
    resource,
    show: shows.find((known) => known === show && known !== "available") ?? "available",
    status: readStatus(stanza, languages, maxStatus),
    priority: readPriority(stanza.getChildText("priority")),
  };
}

/** RFC 6121 4.7.2.3: an integer from -128 to 127; anything else counts as the default, 0. */
function readPriority(text: string | null): number {
  const number = text === null || !/^\s*[+-]?\d{1,4}\s*$/.test(text) ? 0 : Number(text);
  return number >= -128 && number <= 127 ? number : 0;
}

/** RFC 6121 4.7.2.2: several texts in several languages; the person's own wins, then one without language, then any. */
function readStatus(stanza: Element, languages: readonly string[], limit: number): string {
  const texts = stanza.getChildren("status").map((status) => ({
    language: (status.attrs["xml:lang"] ?? stanza.attrs["xml:lang"] ?? "").toLowerCase(),
    isMarked: status.attrs["xml:lang"] !== undefined,
    text: status.getText(),
  }));
  for (const language of languages.map((tag) => tag.toLowerCase())) {
    const primary = language.split("-")[0];
    const match =
      texts.find((one) => one.language === language) ??
      texts.find((one) => one.language.split("-")[0] === primary);
    if (match !== undefined) return cut(match.text, limit);
  }
  return cut((texts.find((one) => !one.isMarked) ?? texts[0])?.text ?? "", limit);
}

/** The first `limit` UTF-16 units, never ending within a character. */
function cut(text: string, limit: number): string {
  return toXmlText(text.slice(0, limit));
}
