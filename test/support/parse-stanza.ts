import { Parser } from "@xmpp/xml";
import type { Element } from "../../main/xmpp/connection/element.ts";

/** Reads one stanza as it would come out of a stream of `jabber:client`. Throws when the XML is broken. */
export function parseStanza(text: string): Element {
  const parser = new Parser();
  const stanzas: Element[] = [];
  let failure: Error | undefined;
  parser.on("element", (element) => stanzas.push(element));
  parser.on("error", (error) => {
    failure = error;
  });
  parser.write(`<stream xmlns="jabber:client">${text.trim()}`);
  const [stanza] = stanzas;
  if (failure !== undefined) throw failure;
  if (stanza === undefined || stanzas.length > 1) throw new Error(`Not one stanza: ${text.slice(0, 200)}`);
  return stanza;
}
