import { xml, type Element } from "./connection/element.ts";

const nsPrivate = "jabber:iq:private";
const nsDelimiter = "roster:delimiter";
/** One or two characters are usual. A delimiter as long as a name would be no delimiter. */
const maxLength = 16;

/** Asks what stands between the names of nested groups (XEP-0083). Never set: it belongs to all of the person's clients. */
export function rosterDelimiterGet(): Element {
  return xml(
    "iq",
    { type: "get" },
    xml("query", { xmlns: nsPrivate }, xml("roster", { xmlns: nsDelimiter })),
  );
}

/** The delimiter, or an empty text where groups are not nested. */
export function readRosterDelimiter(reply: Element): string {
  const text = reply.getChild("query", nsPrivate)?.getChild("roster", nsDelimiter)?.getText() ?? "";
  return text.length > maxLength || text.trim() === "" ? "" : text;
}
