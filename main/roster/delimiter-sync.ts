import type { Stream } from "../xmpp/connection/stream.ts";
import { readRosterDelimiter, rosterDelimiterGet } from "../xmpp/roster-delimiter.ts";
import type { AccountModel } from "./model.ts";

/** Learns from the server how its groups are nested (XEP-0083). Nothing waits for it: until then the last answer holds. */
export class DelimiterSync {
  readonly #model: AccountModel;
  readonly #onChange: (delimiter: string) => void;
  #asked: Stream | undefined;
  #isKnown = false;

  constructor(model: AccountModel, onChange: (delimiter: string) => void) {
    this.#model = model;
    this.#onChange = onChange;
  }

  /** Asks on a fresh stream. */
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

  /** Asks again on a resumed stream if the one before it was lost before the answer came. */
  async resume(stream: Stream): Promise<void> {
    if (!this.#isKnown) await this.get(stream);
  }
}
