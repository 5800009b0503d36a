/* The XML elements of @xmpp/xml (ltx), typed: the rest of Kith imports them from here and never from @xmpp. */
/// <reference path="./xmpp.d.ts" />
import xmlFactory, { Element as LtxElement } from "@xmpp/xml";

/** An XML element as it came from or goes to the wire. Attribute values are strings; absent ones are undefined. */
export type Element = LtxElement;

/** Makes an element. Text is escaped by the library; undefined attributes are left out. */
export const xml = xmlFactory;

export function isElement(node: Element | string): node is Element {
  return node instanceof LtxElement;
}
