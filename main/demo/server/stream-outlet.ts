import { randomUUID } from "node:crypto";
import { xml, type Element } from "../../xmpp/connection/element.ts";
import { toWireText } from "../../xmpp/connection/xml-text.ts";
import type { Outlet } from "./session.ts";
import { listPieces, type Pieces } from "./writer.ts";

export const smNs = "urn:xmpp:sm:3";

/** How long a session outlives a lost stream, in milliseconds. */
const patience = 300_000;
/** Stanzas kept for a client that is away. */
const maxKept = 10_000;

/** What the outlet needs from a stream, which may be lost and replaced by another. */
export interface Line {
  readonly write: (pieces: Pieces) => void;
  /** Ends the stream; the session stays or has been ended by the caller. */
  readonly drop: (condition?: "conflict" | "system-shutdown") => void;
}

/**
 * A session's stanzas on their way to a client over one stream after another (XEP-0198): counted, kept until the client has
 * acknowledged them, and written again when it resumes.
 */
export class StreamOutlet implements Outlet {
  #line: Line | undefined;
  /** Empty until the client asks for stream management. */
  #id = "";
  #acknowledged = 0;
  #kept: Pieces[] = [];
  /** How many stanzas of the client were handled, modulo 2^32. */
  #handled = 0;
  #isAsking = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #onGone: () => void;

  /** `onGone` is called once the session can no longer be resumed. */
  constructor(line: Line, onGone: () => void) {
    this.#line = line;
    this.#onGone = onGone;
  }

  get id(): string {
    return this.#id;
  }

  readonly deliver = (stanza: Element): void => {
    const text = toWireText(stanza);
    this.#send(() => [text]);
  };

  readonly deliverList: Outlet["deliverList"] = (reply, list, items) => {
    this.#send(listPieces(reply, list, items));
  };

  readonly replace = (): void => {
    this.#line?.drop("conflict");
    this.forget();
  };

  /** Counts from now on; answers `enable`. */
  enable(): void {
    if (this.#id !== "") return this.#say(failed("unexpected-request"));
    this.#id = randomUUID();
    this.#say(xml("enabled", { xmlns: smNs, id: this.#id, resume: "true", max: String(patience / 1_000) }));
  }

  countHandled(): void {
    if (this.#id !== "") this.#handled = (this.#handled + 1) >>> 0;
  }

  answerCount(): void {
    this.#say(xml("a", { xmlns: smNs, h: String(this.#handled) }));
  }

  /** The client has handled this many. False if that is more than was sent (XEP-0198 4). */
  acknowledge(h: number): boolean {
    const fresh = (h - this.#acknowledged) >>> 0;
    if (!Number.isInteger(h) || fresh > this.#kept.length) return false;
    this.#kept.splice(0, fresh);
    this.#acknowledged = h;
    this.#isAsking = false;
    this.#ask();
    return true;
  }

  /** The stream was lost without being closed: true if the session can be resumed. */
  detach(line: Line): boolean {
    if (this.#line !== line) return true;
    this.#line = undefined;
    if (this.#id === "") return false;
    this.#isAsking = false;
    this.#timer = setTimeout(this.#onGone, patience).unref();
    return true;
  }

  /** The client resumes on another stream (XEP-0198 5). False if the count it sends is impossible. */
  resume(line: Line, h: number): boolean {
    clearTimeout(this.#timer);
    this.#line?.drop();
    this.#line = undefined;
    if (!this.acknowledge(h)) return false;
    this.#line = line;
    this.#say(xml("resumed", { xmlns: smNs, previd: this.#id, h: String(this.#handled) }));
    for (const pieces of this.#kept) line.write(pieces);
    this.#ask();
    return true;
  }

  /** The session is over. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#line = undefined;
    this.#id = "";
    this.#kept = [];
  }

  #send(pieces: Pieces): void {
    if (this.#id !== "") this.#kept.push(pieces);
    if (this.#line === undefined && this.#kept.length > maxKept) return this.#onGone();
    this.#line?.write(pieces);
    this.#ask();
  }

  /** One request at a time: its answer covers everything sent before. */
  #ask(): void {
    if (this.#isAsking || this.#line === undefined || this.#kept.length === 0) return;
    this.#isAsking = true;
    this.#say(xml("r", { xmlns: smNs }));
  }

  #say(element: Element): void {
    const text = toWireText(element);
    this.#line?.write(() => [text]);
  }
}

export function failed(condition: "item-not-found" | "unexpected-request"): Element {
  return xml("failed", { xmlns: smNs }, xml(condition, { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }));
}
