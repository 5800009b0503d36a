import { Element } from "@xmpp/xml";
import { broken, tooMuch } from "./xml-fault.ts";
import { hasGoodNamespaces } from "./xml-namespaces.ts";
import type { Tag, TokenListener } from "./xml-tokens.ts";

/** The limits of one stream (RFC 6120 13.12): characters, items, levels. */
export const streamBounds = {
  stanza: 1_048_576,
  /** One item of a list that is read item by item. */
  item: 262_144,
  /** Items of one list. */
  items: 1_000_000,
  /** All items of one list together. */
  list: 67_108_864,
  /** A stanza is the first level. */
  nesting: 64,
} as const;

const streamNs = "http://etherx.jabber.org/streams";

export interface StanzaListener {
  readonly onHeader: (header: Element) => void;
  /** A whole child of the stream; `size` in characters. */
  readonly onElement: (element: Element, size: number) => void;
  /** The other side has closed its stream. */
  readonly onEnd: () => void;
  /**
   * Called at the start tag of each child of the stream. If it returns a function, that function gets the children of the
   * first child one by one as they arrive, and they are not part of the element.
   */
  readonly itemsOf: (stanza: Element) => ((item: Element) => void) | undefined;
}

/** Makes elements of tags and text, within bounds. Throws `XmlFault`. */
export class StanzaBuilder implements TokenListener {
  readonly #listener: StanzaListener;
  #root: Element | undefined;
  /** The innermost element that is open and kept. */
  #innermost: Element | null = null;
  /** How many elements are open: the stream is 1, a stanza 2, its payload 3, an item of that 4. */
  #depth = 0;
  /** Names of the open elements that are dropped. */
  readonly #leftOut: string[] = [];
  /**
   * The stanza is from somebody else: elements that are nested too deep or have an undeclared prefix are dropped. Servers pass
   * them on, and a stranger must not be able to end our stream.
   */
  #isRelayed = false;
  /** Where the current stanza or item began. */
  #began = 0;
  #list: { readonly onItem: (item: Element) => void; began: number; items: number } | undefined;
  #isInList = false;

  constructor(listener: StanzaListener) {
    this.#listener = listener;
  }

  get isBetweenStanzas(): boolean {
    return this.#depth <= 1;
  }

  open(tag: Tag, offset: number): void {
    const depth = ++this.#depth;
    if (depth > streamBounds.nesting + 1 && !this.#isRelayed) tooMuch("nesting");
    if (depth > streamBounds.nesting + 1 || this.#leftOut.length > 0) {
      this.#leftOut.push(tag.name);
      return;
    }
    const element = new Element(tag.name);
    element.attrs = tag.attrs;
    element.parent = this.#innermost;
    if (tag.hasPrefix && !hasGoodNamespaces(element)) {
      if (depth <= 2 || !this.#isRelayed) broken();
      this.#leftOut.push(tag.name);
      return;
    }
    this.#innermost = element;
    if (depth === 1) return this.#openStream(element, tag, offset);
    if (depth === 2) this.#isRelayed = isRelayed(element, this.#root);
    if (tag.hasSurplus && !this.#isRelayed) tooMuch("attributes");
    if (depth === 2) this.#openStanza(element);
    else if (depth === 3 && this.#list !== undefined && !this.#isInList) {
      this.#isInList = true;
      this.#list.began = offset;
      this.#began = offset;
    }
  }

  close(name: string, offset: number): void {
    this.reach(offset);
    const depth = this.#depth--;
    if (this.#leftOut.length > 0) {
      if (this.#leftOut.pop() !== name) broken();
      return;
    }
    const element = this.#innermost;
    if (element === null || element.name !== name) return broken();
    const { parent } = element;
    this.#innermost = parent;
    if (depth === 1) this.#listener.onEnd();
    else if (depth === 2) this.#closeStanza(element, offset);
    else if (depth === 4 && this.#isInList) this.#closeItem(element, offset);
    else {
      // Another child of the same stanza is read as usual.
      if (depth === 3 && this.#isInList) this.#endList();
      parent?.children.push(element);
    }
  }

  text(text: string): void {
    // Text between the items of a list is ignored.
    if (text === "" || this.#leftOut.length > 0 || (this.#isInList && this.#depth === 3)) return;
    const children = this.#innermost?.children;
    const last = children?.at(-1);
    if (typeof last === "string") children?.splice(-1, 1, last + text);
    else children?.push(text);
  }

  skip(offset: number): void {
    this.#began = offset;
  }

  reach(offset: number): void {
    const size = offset - this.#began;
    if (this.#isInList) {
      if (size > streamBounds.item) tooMuch("item");
    } else if (size > streamBounds.stanza) tooMuch("stanza");
  }

  #openStream(header: Element, tag: Tag, offset: number): void {
    if (tag.hasSurplus) tooMuch("attributes");
    this.#root = header;
    this.#began = offset;
    this.#listener.onHeader(header);
  }

  #openStanza(stanza: Element): void {
    // A second header would turn everything that follows into a stanza.
    if (stanza.is("stream", streamNs)) broken();
    const onItem = this.#listener.itemsOf(stanza);
    this.#list = onItem && { onItem, began: 0, items: 0 };
  }

  #closeStanza(stanza: Element, offset: number): void {
    const size = offset - this.#began;
    this.#began = offset;
    this.#list = undefined;
    this.#listener.onElement(stanza, size);
  }

  #closeItem(item: Element, offset: number): void {
    this.#began = offset;
    const list = this.#list;
    if (list === undefined) return;
    list.items++;
    if (list.items > streamBounds.items || offset - list.began > streamBounds.list) tooMuch("list");
    list.onItem(item);
  }

  #endList(): void {
    this.#isInList = false;
    this.#list = undefined;
  }
}

function isRelayed(stanza: Element, root: Element | undefined): boolean {
  const { from } = stanza.attrs;
  return from !== undefined && from !== root?.attrs["from"];
}
