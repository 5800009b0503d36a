/// <reference path="./xmpp.d.ts" />
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import ConnectionTCP from "@xmpp/tcp/lib/Connection.js";
import type { Element } from "@xmpp/xml";

interface Listeners {
  readonly onBytes: (count: number) => void;
  readonly onElement: (element: Element) => void;
  readonly onMalformed: () => void;
}

/** The library's stream over a socket, with what it leaves open mended: nothing that arrives makes it throw or act. */
export class MendedConnection extends ConnectionTCP {
  readonly #listeners: Listeners;
  #decoder = new StringDecoder("utf8");
  /** Our bare JID, said in the stream header once TLS keeps it private (RFC 6120 4.7.1). */
  from: string | undefined;

  constructor(domain: string, listeners: Listeners) {
    super({ domain });
    this.timeout = 0; // time is kept where the answer is awaited
    this.#listeners = listeners;
  }

  override headerElement(): Element {
    const header = super.headerElement();
    if (this.from !== undefined) header.attrs["from"] = this.from;
    return header;
  }

  override _attachSocket(socket: Duplex): void {
    this.#decoder = new StringDecoder("utf8");
    super._attachSocket(socket);
  }

  /** A character may be split between two chunks, so they are not decoded one by one; and the parser may throw. */
  override _onData(data: Buffer): void {
    this.#listeners.onBytes(data.length);
    try {
      this.parser?.write(this.#decoder.write(data));
    } catch {
      this.#listeners.onMalformed(); // the stream ends with that reason
    }
  }

  /** The library would follow `see-other-host` and answer stream errors by itself. */
  override _onElement(element: Element): void {
    this.#listeners.onElement(element);
  }

  override async _streamError(): Promise<void> {
    // who listens to `error` ends the stream; nothing more is said to whoever sends what is not XML
  }
}
