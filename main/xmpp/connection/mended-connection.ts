/// <reference path="./xmpp.d.ts" />
import ConnectionTCP from "@xmpp/tcp/lib/Connection.js";
import type { Element } from "@xmpp/xml";
import { StreamReader, type StreamListener } from "./stream-reader.ts";

interface Listeners extends Pick<StreamListener, "onElement" | "onFault" | "itemsOf"> {
  readonly onBytes: (count: number) => void;
}

/** The library's stream over a socket with our own reader: nothing that arrives makes it throw or act by itself. */
export class MendedConnection extends ConnectionTCP {
  readonly #listeners: Listeners;
  #reader: StreamReader | undefined;
  /** Our bare JID, sent in the stream header once TLS keeps it private (RFC 6120 4.7.1). */
  from: string | undefined;

  constructor(domain: string, listeners: Listeners) {
    super({ domain });
    this.timeout = 0; // the caller that awaits the answer has the time limit
    this.#listeners = listeners;
  }

  override headerElement(): Element {
    const header = super.headerElement();
    if (this.from !== undefined) header.attrs["from"] = this.from;
    return header;
  }

  /** The library's parser accepts what XMPP forbids, stops reading at a comment that is split between two reads, and has no limits. */
  override _attachParser(): void {
    this.#reader ??= new StreamReader({
      ...this.#listeners,
      onHeader: (header) => this._status("open", header),
      onEnd: () => this._status("close"),
    });
  }

  override _detachParser(): void {
    this.#reader?.stop();
    this.#reader = undefined;
    this.root = null;
  }

  override _onData(data: Buffer): void {
    this.#listeners.onBytes(data.length);
    this.#reader?.read(data);
  }
}
