import type { Element } from "../../main/xmpp/connection/element.ts";
import { StreamReader } from "../../main/xmpp/connection/stream-reader.ts";
import type { XmlFault } from "../../main/xmpp/connection/xml-fault.ts";

export const header =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.test'>";

/** What a reader read from some bytes. */
export interface Reading {
  readonly elements: readonly Element[];
  /** The elements and the items, in order, as XML. */
  readonly heard: readonly string[];
  readonly fault: XmlFault | undefined;
  readonly hasEnded: boolean;
}

/** Reads a stream that comes in these chunks. What has `listId` as its id is read item by item. */
export function readStream(chunks: Iterable<Buffer | string>, listId = "list"): Reading {
  const elements: Element[] = [];
  const heard: string[] = [];
  let fault: XmlFault | undefined;
  let hasEnded = false;
  const reader = new StreamReader({
    onHeader: () => undefined,
    onElement: (element) => {
      elements.push(element);
      heard.push(element.toString());
    },
    onEnd: () => {
      hasEnded = true;
    },
    itemsOf: (stanza) =>
      stanza.attrs["id"] === listId ? (item) => heard.push(`item ${item.toString()}`) : undefined,
    onFault: (met) => {
      fault = met;
    },
  });
  for (const chunk of chunks) reader.read(Buffer.from(chunk));
  return { elements, heard, fault, hasEnded };
}

/** The bytes in pieces of these lengths, over and over. */
export function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}
