import { Parser } from "@xmpp/xml";
import type { Element } from "../../xmpp/connection/element.ts";

/** What makes the reader give up: a condition of RFC 6120 4.9.3. */
export type ReaderTrouble = "not-well-formed" | "restricted-xml" | "policy-violation";

export interface ReaderListeners {
  readonly onHeader: (header: Element) => void;
  readonly onElement: (element: Element) => void;
  /** The other side has closed its stream. */
  readonly onEnd: () => void;
  readonly onTrouble: (trouble: ReaderTrouble) => void;
}

/** Elements within each other. Whoever walks a stanza does so by recursion. */
const maxDepth = 100;
/** RFC 6120 4.9.3.18, 11.1: comments, processing instructions and document types; the declaration at the beginning and CDATA are allowed. */
const restricted = /<!(?!\[)|<\?(?!xml[\s?])/;
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/**
 * Bytes of one stream as elements, within limits. The library's parser is lenient and bounds nothing: what XMPP forbids,
 * what is too large and what is too deep is told once as trouble, and nothing is read after it. Never throws.
 */
export class StanzaReader {
  readonly #listeners: ReaderListeners;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #parser: BoundedParser;
  /** Bytes since the last whole element. */
  #unread = 0;
  /** Of a markup's beginning that was cut in two. */
  #tail = "";
  #isOver = false;

  constructor(listeners: ReaderListeners) {
    this.#listeners = listeners;
    this.#parser = new BoundedParser();
    this.#parser.on("start", (header) => {
      if (!this.#isOver) listeners.onHeader(header);
    });
    this.#parser.on("element", (element) => {
      this.#unread = 0;
      if (!this.#isOver) listeners.onElement(element);
    });
    this.#parser.on("end", () => {
      if (!this.#isOver) listeners.onEnd();
    });
    this.#parser.on("error", () => this.#give("not-well-formed"));
  }

  /** `limit` is how many bytes one element may have. */
  read(bytes: Buffer, limit: number): void {
    if (this.#isOver) return;
    this.#unread += bytes.length;
    if (this.#unread > limit) return this.#give("policy-violation");
    let text: string;
    try {
      text = this.#decoder.decode(bytes, { stream: true });
    } catch {
      return this.#give("not-well-formed"); // no UTF-8: there is nothing to read
    }
    const markup = this.#tail + text;
    this.#tail = /<[!?]?[a-z]{0,3}$/.exec(markup)?.[0] ?? "";
    const whole = this.#tail === "" ? markup : markup.slice(0, -this.#tail.length);
    if (forbidden.test(text)) return this.#give("not-well-formed");
    if (restricted.test(whole)) return this.#give("restricted-xml");
    try {
      this.#parser.write(text);
    } catch {
      this.#give("not-well-formed"); // the parser throws on what it cannot make sense of; it is not used again
    }
    if (this.#parser.isTooDeep) this.#give("policy-violation");
  }

  /** Reads nothing more: the stream begins anew, or is over. */
  stop(): void {
    this.#isOver = true;
  }

  #give(trouble: ReaderTrouble): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listeners.onTrouble(trouble);
  }
}

/** The library's parser, no deeper than it may be. */
class BoundedParser extends Parser {
  #depth = 0;
  isTooDeep = false;

  override onStartElement(name: string, attributes: Record<string, string>): void {
    this.#depth += 1;
    this.isTooDeep ||= this.#depth > maxDepth;
    // Nothing deeper is kept; the reader gives up after this piece.
    if (!this.isTooDeep) super.onStartElement(name, attributes);
  }

  override onEndElement(name: string): void {
    this.#depth -= 1;
    if (!this.isTooDeep) super.onEndElement(name);
  }

  /** Between stanzas there are signs of life at most (RFC 6120 4.6.1): kept, they would fill the memory. Before all there is nothing. */
  override onText(text: string): void {
    const isStray = this.#depth === 0 && text.trim() !== "";
    if (!this.isTooDeep && (this.#depth > 1 || isStray)) super.onText(text);
  }
}
