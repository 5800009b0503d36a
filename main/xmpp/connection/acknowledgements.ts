/** The most characters that may be unacknowledged, counting some extra for each stanza. */
const maxUnacknowledged = 16_777_216;
const costOfStanza = 100;

/** Counters of XEP-0198 wrap at 2^32. */
const wrap = (count: number) => count >>> 0;

interface Sent {
  readonly text: string;
  /** An IQ get or set of ours: its caller learns of a lost stream at once and asks again by itself. */
  readonly isRequest: boolean;
}

/**
 * Counts the stanzas that one stream management session (XEP-0198) has handled and sent. Both the server and Kith count
 * every stanza, IQ replies included; otherwise a resumed stream would deliver stanzas twice.
 */
export class Acknowledgements {
  /** Empty if the server acknowledges but does not resume. */
  readonly id: string;
  /** How many stanzas that came before the server began to count are still to be handled. */
  #uncounted: number;
  #handled = 0;
  #acknowledged = 0;
  #unacknowledged: Sent[] = [];
  #cost = 0;

  constructor(id: string, uncounted = 0) {
    this.id = id;
    this.#uncounted = uncounted;
  }

  /** Stanzas we have handled: the `h` of our answers. */
  get handled(): number {
    return this.#handled;
  }

  get isAllAcknowledged(): boolean {
    return this.#unacknowledged.length === 0;
  }

  countReceived(): void {
    if (this.#uncounted > 0) this.#uncounted -= 1;
    else this.#handled = wrap(this.#handled + 1);
  }

  /** False if too much is unacknowledged: the server reads our stanzas and never acknowledges them. */
  countSent(text: string, isRequest: boolean): boolean {
    this.#unacknowledged.push({ text, isRequest });
    this.#cost += costOf(text);
    return this.#cost <= maxUnacknowledged;
  }

  /** The server has handled `h` stanzas. False if that is more than we sent: the session is broken. */
  acknowledge(h: number): boolean {
    const fresh = wrap(h - this.#acknowledged);
    if (!Number.isInteger(h) || fresh > this.#unacknowledged.length) return false;
    for (const { text } of this.#unacknowledged.splice(0, fresh)) this.#cost -= costOf(text);
    this.#acknowledged = h;
    return true;
  }

  /**
   * What must be sent again on the resumed stream. Requests are left out: their callers know of the loss, and a
   * roster item that is sent again later would revert another device's change.
   */
  takeUp(): string[] {
    this.#unacknowledged = this.#unacknowledged.filter((sent) => !sent.isRequest);
    this.#cost = this.#unacknowledged.reduce((sum, { text }) => sum + costOf(text), 0);
    return this.#unacknowledged.map((sent) => sent.text);
  }
}

function costOf(text: string): number {
  return text.length + costOfStanza;
}
