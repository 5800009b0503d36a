import { randomUUID } from "node:crypto";
import type { BareJid } from "../../../../../app/jid.ts";
import type { DemoServer } from "../../../../../main/demo/server/demo-server.ts";
import type { Element } from "../../../../../main/xmpp/connection/element.ts";
import { parseStanza } from "../../../../support/parse-stanza.ts";

/** An attached session that keeps what it hears. The server answers before a call returns, so nothing is awaited. */
export interface Resource {
  readonly fullJid: string;
  /** What has come since it was last asked. */
  readonly heard: () => Element[];
  readonly say: (stanza: string) => void;
  /** The answer to an IQ. Throws when there is none. */
  readonly ask: (type: "get" | "set", payload: string, to?: string) => Element;
  /** Gets the roster and shows itself; what that brings is heard. */
  readonly appear: (content?: string) => void;
  readonly close: () => void;
}

export function resource(server: DemoServer, account: string, name = "desk"): Resource {
  const session = server.attach(account as BareJid, name);
  let stanzas: Element[] = [];
  session.onStanza = (stanza) => stanzas.push(stanza);
  const say = (stanza: string) => session.send(parseStanza(stanza));
  const ask: Resource["ask"] = (type, payload, to) => {
    const id = randomUUID();
    say(`<iq type="${type}" id="${id}"${to === undefined ? "" : ` to="${to}"`}>${payload}</iq>`);
    const answer = stanzas.find((stanza) => stanza.attrs["id"] === id && stanza.name === "iq");
    if (answer === undefined) throw new Error(`No answer to ${payload}`);
    stanzas = stanzas.filter((stanza) => stanza !== answer);
    return answer;
  };
  return {
    fullJid: session.fullJid,
    heard: () => stanzas.splice(0),
    say,
    ask,
    appear(content = "") {
      ask("get", `<query xmlns="jabber:iq:roster"/>`);
      say(`<presence>${content}</presence>`);
    },
    close: session.close,
  };
}

/** A stanza in short: name, type, sender and what it is about. */
export function short(stanza: Element): string {
  const item = stanza.getChild("query", "jabber:iq:roster")?.getChild("item");
  const { type = "", from = "" } = stanza.attrs;
  if (item === undefined) return [stanza.name, type, from].filter((part) => part !== "").join(" ");
  const { jid = "", subscription = "", ask = "" } = item.attrs;
  return ["push", jid, subscription, ask].filter((part) => part !== "").join(" ");
}

/** The condition of an error; empty for anything else. */
export function conditionOf(stanza: Element): string {
  return stanza.getChild("error")?.getChildElements()[0]?.name ?? "";
}
