/* The XML elements of @xmpp/xml (ltx), typed: the rest of Kith imports them from here and never from @xmpp. */
/// <reference path="./xmpp.d.ts" />
import xmlFactory, { Element as LtxElement } from "@xmpp/xml";

/** An XML element as it came from or goes to the wire. Attribute values are strings; absent ones are undefined. */
export interface Element {
  readonly name: string;
  readonly attrs: Record<string, string | undefined>;
  readonly children: (Element | string)[];
  getChild(name: string, xmlns?: string): Element | undefined;
  getChildren(name: string, xmlns?: string): Element[];
  getChildElements(): Element[];
  getChildText(name: string, xmlns?: string): string | null;
  getText(): string;
  getNS(): string | undefined;
  is(name: string, xmlns?: string): boolean;
  toString(): string;
}

/** Makes an element. Text is escaped by the library; undefined attributes are left out. */
export const xml = xmlFactory as (
  name: string,
  attrs?: Record<string, string | undefined> | null,
  ...children: (Element | string | null | undefined)[]
) => Element;

export function isElement(node: Element | string): node is Element {
  return node instanceof LtxElement;
}
