import type { Element } from "../../xmpp/connection/element.ts";
import { StreamReader } from "../../xmpp/connection/stream-reader.ts";

/** Why the reader stopped: a condition of RFC 6120 4.9.3. */
export type ReaderTrouble = "not-well-formed" | "restricted-xml" | "policy-violation";

export interface ReaderListeners {
  readonly onHeader: (header: Element) => void;
  readonly onElement: (element: Element) => void;
  /** The other side has closed its stream. */
  readonly onEnd: () => void;
  readonly onTrouble: (trouble: ReaderTrouble) => void;
}

/**
 * Bytes of one stream as elements, within limits. Anything that XMPP forbids, or that is too large or too deep, is reported
 * once as trouble, and nothing is read after it. Never throws.
 */
export class StanzaReader {
  readonly #listeners: ReaderListeners;
  readonly #reader: StreamReader;
  /** Bytes since the last whole element. */
  #unread = 0;
  #isOver = false;

  constructor(listeners: ReaderListeners) {
    this.#listeners = listeners;
    this.#reader = new StreamReader({
      onHeader: listeners.onHeader,
      onElement: (element) => {
        this.#unread = 0;
        listeners.onElement(element);
      },
      onEnd: listeners.onEnd,
      itemsOf: () => undefined,
      onFault: ({ condition }) =>
        this.#give(condition === "unsupported-encoding" ? "not-well-formed" : condition),
    });
  }

  /** `limit` is how many bytes one element may have. */
  read(bytes: Buffer, limit: number): void {
    if (this.#isOver) return;
    this.#unread += bytes.length;
    if (this.#unread > limit) this.#give("policy-violation");
    else this.#reader.read(bytes);
  }

  /** Stops reading: the stream starts again, or is over. */
  stop(): void {
    this.#isOver = true;
    this.#reader.stop();
  }

  #give(trouble: ReaderTrouble): void {
    if (this.#isOver) return;
    this.stop();
    this.#listeners.onTrouble(trouble);
  }
}
