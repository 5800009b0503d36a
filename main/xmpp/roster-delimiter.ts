import { usableDelimiter } from "../../app/group-path.ts";
import { xml, type Element } from "./connection/element.ts";

const nsPrivate = "jabber:iq:private";
const nsDelimiter = "roster:delimiter";

/** Requests the delimiter of nested groups (XEP-0083). Kith never sets it: it belongs to all of the person's clients. */
export function rosterDelimiterGet(): Element {
  return xml(
    "iq",
    { type: "get" },
    xml("query", { xmlns: nsPrivate }, xml("roster", { xmlns: nsDelimiter })),
  );
}

/** The delimiter, or an empty string if groups are not nested. */
export function readRosterDelimiter(reply: Element): string {
  return usableDelimiter(
    reply.getChild("query", nsPrivate)?.getChild("roster", nsDelimiter)?.getText() ?? "",
  );
}
