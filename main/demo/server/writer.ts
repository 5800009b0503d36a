import type { Socket } from "node:net";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import { toWireText } from "../../xmpp/connection/xml-text.ts";

/** Stanzas that may wait for a client that does not read: more than the presence of a hundred thousand. */
const maxWaiting = 300_000;
/** Items of a list that are made and written at once. */
const itemsAtOnce = 200;

/** Text that is made while it is written, as often as it has to be. */
export type Pieces = () => Iterable<string>;

/** The way out of a socket, in order. What is long waits until the socket has room, and nobody else waits for it meanwhile. */
export class Writer {
  readonly #socket: Socket;
  #waiting: Iterator<string>[] = [];
  #next = 0;
  #isBlocked = false;
  #isEnding = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("drain", () => {
      this.#isBlocked = false;
      this.#pump();
    });
  }

  write(pieces: Pieces): void {
    if (this.#isEnding || this.#socket.destroyed) return;
    this.#waiting.push(pieces()[Symbol.iterator]());
    if (this.#waiting.length - this.#next > maxWaiting) this.#socket.destroy();
    else this.#pump();
  }

  /** Writes what waits, closes the socket and takes nothing more. */
  end(): void {
    this.#isEnding = true;
    this.#pump();
  }

  #pump(): void {
    while (!this.#isBlocked && this.#next < this.#waiting.length) {
      const piece = this.#waiting[this.#next]?.next();
      if (piece === undefined || piece.done === true) this.#next += 1;
      else this.#isBlocked = !this.#socket.write(piece.value);
    }
    if (this.#next < this.#waiting.length) return;
    this.#waiting = [];
    this.#next = 0;
    if (this.#isEnding) this.#socket.destroySoon();
  }
}

/** A reply whose one child holds the items, some at a time. */
export function listPieces(reply: Element, list: Element, items: () => Iterable<Element>): Pieces {
  return function* () {
    const shell = toWireText(xml(reply.name, reply.attrs, xml(list.name, list.attrs, "|")));
    const middle = shell.lastIndexOf("|");
    yield shell.slice(0, middle);
    let text = "";
    let count = 0;
    for (const item of items()) {
      text += toWireText(item);
      count += 1;
      if (count % itemsAtOnce > 0) continue;
      yield text;
      text = "";
    }
    yield text + shell.slice(middle + 1);
  };
}
