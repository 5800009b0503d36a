import type { BareJid } from "../../../app/jid.ts";
import { fail } from "../../../app/result.ts";
import { pingGet } from "../ping.ts";
import { errorReply } from "../stanza-error.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import { type Element, xml } from "./element.ts";
import { connectFailure } from "./failures.ts";
import { Replies } from "./replies.ts";
import { SavedStream, smNs } from "./resume.ts";
import { type SilenceWatch, watchForSilence } from "./sign-of-life.ts";
import type { ConnectFailure, ResumeToken, Stream, Trust } from "./stream.ts";
import type { Timing } from "./timing.ts";
import type { Wire } from "./wire.ts";
import { toWireText } from "./xml-text.ts";

const usualReplyTimeout = 30_000;
/** The most characters of stanzas that are buffered until there is a listener. */
const maxEarly = 1_048_576;
/** How long after the last stanza the server is asked what it has handled, in milliseconds. */
const acknowledgeDelay = 250;

interface Established {
  readonly wire: Wire;
  readonly fullJid: string;
  readonly bareJid: BareJid;
  readonly isResumed: boolean;
  readonly trust: Trust;
  readonly offers: Stream["offers"];
  /** Null if the server has no stream management: then nothing is resumed. */
  readonly acknowledgements: Acknowledgements | null;
  readonly timing: Timing;
}

/** The stream over a negotiated wire. */
export class LiveStream implements Stream {
  readonly fullJid: string;
  readonly bareJid: BareJid;
  readonly isResumed: boolean;
  readonly trust: Trust;
  readonly offers: Stream["offers"];
  readonly #wire: Wire;
  readonly #replies: Replies;
  readonly #acknowledgements: Acknowledgements | null;
  readonly #timing: Timing;
  readonly #silence: SilenceWatch;
  /** Stanzas that arrived before there was a listener. */
  #early: Element[] | null = [];
  #earlySize = 0;
  #onStanza: Stream["onStanza"] = () => false;
  #onEnd: Stream["onEnd"] | undefined;
  #ended: readonly [ConnectFailure, ResumeToken | null] | undefined;
  #isClosed = false;
  #acknowledgeTimer: NodeJS.Timeout | undefined;
  #owesCount = false;
  #isTellingCount = false;

  constructor(established: Established) {
    this.fullJid = established.fullJid;
    this.bareJid = established.bareJid;
    this.isResumed = established.isResumed;
    this.trust = established.trust;
    this.offers = established.offers;
    this.#wire = established.wire;
    this.#replies = new Replies(established.fullJid);
    this.#acknowledgements = established.acknowledgements;
    this.#timing = established.timing;
    this.#silence = watchForSilence({
      heardAt: () => this.#wire.heardAt,
      quiet: this.#timing.quiet,
      answer: this.#timing.answer,
      ask: () => this.#askForLife(),
      giveUp: () => this.#wire.end(connectFailure("connection-lost", { condition: "silence" })),
    });
    this.#wire.onEnd = () => this.#handleEnd();
    this.#wire.deliverTo({
      onElement: (element, size) => this.#receive(element, size),
      itemsOf: (stanza) => this.#itemsOf(stanza),
    });
    if (this.#wire.ended) this.#handleEnd();
  }

  get heardAt(): number {
    return this.#wire.heardAt;
  }

  get onStanza(): Stream["onStanza"] {
    return this.#onStanza;
  }

  set onStanza(listener: Stream["onStanza"]) {
    this.#onStanza = listener;
    const early = this.#early ?? [];
    this.#early = null;
    for (const stanza of early) this.#dispatch(stanza);
  }

  get onEnd(): Stream["onEnd"] {
    return this.#onEnd ?? (() => {});
  }

  set onEnd(listener: Stream["onEnd"]) {
    const isLate = this.#onEnd === undefined;
    this.#onEnd = listener;
    const ended = this.#ended;
    if (isLate && ended && !this.#isClosed) queueMicrotask(() => listener(...ended));
  }

  readonly request: Stream["request"] = async (iq, timeoutMs = usualReplyTimeout, onItem) => {
    if (this.#ended) return fail("connection-lost");
    const expected = this.#replies.expect(iq, timeoutMs, onItem);
    void this.#write(expected.iq, true);
    return expected.reply;
  };

  readonly send = async (stanza: Element): Promise<void> => {
    if (!this.#ended) await this.#write(stanza, false);
  };

  readonly close = async (): Promise<void> => {
    if (this.#ended) return;
    this.#isClosed = true;
    const acknowledgements = this.#acknowledgements;
    if (acknowledgements)
      void this.#wire.write(xml("a", { xmlns: smNs, h: String(acknowledgements.handled) }));
    await this.#wire.close(this.#timing.close);
    this.#handleEnd();
  };

  readonly check = (): void => {
    if (!this.#ended && !this.#isClosed) this.#silence.askNow(this.#timing.check);
  };

  readonly freshen = async (): Promise<boolean> => {
    if (this.#ended) return false;
    const reply = this.request(pingGet(), this.#timing.answer);
    this.#silence.expectAnswer(this.#timing.check);
    const answer = await reply;
    if (!answer.ok && answer.failure.code === "no-answer")
      this.#wire.end(connectFailure("connection-lost", { condition: "silence" }));
    // Any other refusal is an answer as well.
    return answer.ok || !/^(connection-lost|no-answer)$/.test(answer.failure.code);
  };

  readonly endForLongList = (): void => {
    this.#wire.endForExcess("list");
  };

  readonly abort = (): void => {
    this.#wire.end(connectFailure("connection-lost", { condition: "aborted" }));
  };

  #write(stanza: Element, isRequest: boolean): Promise<void> {
    const text = toWireText(stanza);
    // Counted before it is written: if the socket loses it, it is still in the queue and is sent again on a resumed stream.
    if (this.#acknowledgements?.countSent(text, isRequest) === false) {
      this.#wire.endForExcess("unacknowledged");
      return Promise.resolve();
    }
    if (this.#acknowledgements && this.#acknowledgeTimer === undefined) {
      this.#acknowledgeTimer = setTimeout(() => {
        this.#acknowledgeTimer = undefined;
        if (!this.#acknowledgements?.isAllAcknowledged) this.#askForAcknowledgement();
      }, acknowledgeDelay);
    }
    return this.#wire.writeText(text);
  }

  #askForAcknowledgement(): void {
    void this.#wire.write(xml("r", { xmlns: smNs }));
  }

  #askForLife(): void {
    if (this.#acknowledgements) this.#askForAcknowledgement();
    else void this.request(pingGet(), this.#timing.answer);
  }

  #itemsOf(stanza: Element): ((item: Element) => void) | undefined {
    const take = this.#replies.itemsOf(stanza);
    return take && ((item) => guarded(() => take(item), undefined));
  }

  #receive(element: Element, size: number): void {
    if (element.getNS() === smNs) return this.#handleStreamManagement(element);
    if (element.getNS() !== "jabber:client" || !/^(iq|presence|message)$/.test(element.name)) return;
    if (element.name === "iq" && /^(result|error)$/.test(element.attrs["type"] ?? "")) {
      this.#acknowledgements?.countReceived();
      this.#replies.handle(element);
    } else if (this.#early) this.#keepEarly(this.#early, element, size);
    else this.#dispatch(element);
  }

  #keepEarly(early: Element[], element: Element, size: number): void {
    this.#earlySize += size;
    if (this.#earlySize > maxEarly) this.#wire.endForExcess("early-stanzas");
    else early.push(element);
  }

  #handleStreamManagement(element: Element): void {
    const acknowledgements = this.#acknowledgements;
    if (!acknowledgements) return;
    if (element.name === "r") void this.#acknowledge(acknowledgements);
    else if (element.name === "a" && !acknowledgements.acknowledge(Number(element.attrs["h"]))) {
      this.#wire.end(connectFailure("malformed-stream", { condition: "handled-count-too-high" }), true);
    }
  }

  /** One answer at a time: if the server asks again before it is sent, it gets one answer with the newest count. */
  async #acknowledge(acknowledgements: Acknowledgements): Promise<void> {
    this.#owesCount = true;
    if (this.#isTellingCount) return;
    this.#isTellingCount = true;
    while (this.#owesCount && !this.#ended) {
      this.#owesCount = false;
      await this.#wire.write(xml("a", { xmlns: smNs, h: String(acknowledgements.handled) }));
    }
    this.#isTellingCount = false;
  }

  #dispatch(stanza: Element): void {
    this.#acknowledgements?.countReceived();
    const isRequest = stanza.name === "iq";
    if (isRequest && stanza.attrs["id"] === undefined) return; // RFC 6120 8.2.3 1: it cannot be answered
    const isTaken = guarded(() => this.#onStanza(stanza), false);
    if (!isTaken && isRequest) void this.send(errorReply(stanza, "service-unavailable"));
  }

  #handleEnd(): void {
    if (this.#ended) return;
    const { why, isClean } = this.#wire.ended ?? { why: connectFailure("connection-lost"), isClean: true };
    const saved =
      isClean || !this.#acknowledgements?.id ? null : new SavedStream(this.fullJid, this.#acknowledgements);
    this.#ended = [why, saved];
    clearTimeout(this.#acknowledgeTimer);
    this.#silence.stop();
    this.#replies.refuseAll();
    if (!this.#isClosed) this.#onEnd?.(...this.#ended);
  }
}

/** A listener that throws is our bug, for the top-level handler; the stream and the caller must not suffer. */
function guarded<T>(listener: () => T, otherwise: T): T {
  try {
    return listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return otherwise;
  }
}
