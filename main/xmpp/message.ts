import { parseJid, withoutResource, type BareJid } from "../../app/jid.ts";
import type { Element } from "./connection/element.ts";

/** A message that reached us although we ask for none. `at` is when it was sent, in milliseconds since the epoch. */
export interface StrayMessage {
  readonly bareJid: BareJid;
  readonly address: string;
  readonly body: string;
  readonly at: number;
}

/** Reads a message meant for a person; undefined for errors, notifications and anything without a body. */
export function readStrayMessage(stanza: Element, now: number): StrayMessage | undefined {
  const type = stanza.attrs["type"];
  const body = stanza.getChildText("body");
  const from = stanza.attrs["from"] ?? "";
  const jid = parseJid(from);
  if (!jid.ok || body === null || type === "error" || type === "headline" || type === "groupchat")
    return undefined;
  const stamp = Date.parse(stanza.getChild("delay", "urn:xmpp:delay")?.attrs["stamp"] ?? "");
  return {
    bareJid: jid.value.bareJid,
    address: withoutResource(from),
    body,
    at: Number.isNaN(stamp) ? now : stamp,
  };
}
