import type { Socket } from "node:net";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import { toWireText } from "../../xmpp/connection/xml-text.ts";

/** The most stanzas that wait for a client that does not read: more than the presence of a hundred thousand people. */
const maxWaiting = 300_000;
/** How many items of a list are made and written at a time. */
const itemsAtOnce = 200;

/** Text that is generated while it is written, again each time it is sent. */
export type Pieces = () => Iterable<string>;

/** Writes to a socket, in order. Long text waits until the socket has room, and blocks nobody else meanwhile. */
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

  /** Writes what is queued, closes the socket and accepts nothing more. */
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

/** A reply whose one child contains the items, some at a time. */
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
