import type { Stream } from "../xmpp/connection/stream.ts";

/** Silence after which our copy of the list may be stale, in milliseconds: the connection may be cut in one direction only. */
const staleAfter = 1_000;

/** Tells whether our copy of the list is fresh enough to compute a set from (RULE R22), and refreshes it with a ping. */
export class Freshness {
  readonly #onAnswer: () => void;
  #asked: Stream | undefined;
  #answeredAt = -Infinity;

  /** `onAnswer` is called when the server has answered. If it does not, the stream ends. */
  constructor(onAnswer: () => void) {
    this.#onAnswer = onAnswer;
  }

  /** False while the server is being asked; only one ping is open at a time, however many edits wait. */
  isFresh(stream: Stream): boolean {
    const heardAt = Math.max(stream.heardAt, this.#answeredAt);
    if (performance.now() - heardAt < staleAfter) return true;
    if (this.#asked !== stream) void this.#ask(stream);
    return false;
  }

  async #ask(stream: Stream): Promise<void> {
    this.#asked = stream;
    const isAnswered = await stream.freshen();
    if (this.#asked !== stream || !isAnswered) return;
    this.#asked = undefined;
    this.#answeredAt = performance.now();
    this.#onAnswer();
  }
}
