import type { Stream } from "../xmpp/connection/stream.ts";
import { readRosterDelimiter, rosterDelimiterGet } from "../xmpp/roster-delimiter.ts";
import type { AccountModel } from "./model.ts";

/** Requests the server's delimiter of nested groups (XEP-0083). Nothing waits for it: until then the last known one is used. */
export class DelimiterSync {
  readonly #model: AccountModel;
  readonly #onChange: (delimiter: string) => void;
  #asked: Stream | undefined;
  #isKnown = false;

  constructor(model: AccountModel, onChange: (delimiter: string) => void) {
    this.#model = model;
    this.#onChange = onChange;
  }

  /** Requests it on a fresh stream. */
  async get(stream: Stream): Promise<void> {
    this.#asked = stream;
    this.#isKnown = false;
    const reply = await stream.request(rosterDelimiterGet());
    const isNone = !reply.ok && reply.failure.code === "item-not-found";
    if (this.#asked !== stream || (!reply.ok && !isNone)) return;
    this.#isKnown = true;
    const delimiter = reply.ok ? readRosterDelimiter(reply.value) : "";
    if (delimiter === this.#model.facts.delimiter) return;
    this.#model.setFact("delimiter", delimiter);
    this.#onChange(delimiter);
  }

  /** Requests it again on a resumed stream if the answer was lost with the one before. */
  async resume(stream: Stream): Promise<void> {
    if (!this.#isKnown) await this.get(stream);
  }
}
