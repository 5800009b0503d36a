import type { Duplex } from "node:stream";
import { ok, type Result } from "../../../app/result.ts";
import type { Element } from "./element.ts";
import {
  atStage,
  connectFailure,
  lineFailure,
  placedAt,
  refuse,
  streamClosed,
  streamErrorFailure,
  type Step,
} from "./failures.ts";
import { MendedConnection } from "./mended-connection.ts";
import type { ConnectFailure, Stage } from "./stream.ts";
import type { Excess, StreamCondition } from "./xml-fault.ts";
import { toWireText } from "./xml-text.ts";

const streamNs = "http://etherx.jabber.org/streams";

/** The most bytes that are read before signing in: no server needs more, and a hostile one would fill our memory. */
const maxNegotiation = 1_048_576;
/** The most characters that wait for a server that does not read, counting some extra for each write. */
const maxOutgoing = 16_777_216;
const costOfWrite = 256;
/** How long a server may take to read why its stream is ended, in milliseconds. */
const farewellPatience = 1_000;

/** The listener of a negotiated stream. */
export interface StreamUser {
  /** `size` in characters. */
  readonly onElement: (element: Element, size: number) => void;
  /** The listener for the items of this reply; undefined if the reply is wanted as a whole. */
  readonly itemsOf: (stanza: Element) => ((item: Element) => void) | undefined;
}

/** Why a wire has ended. `isClean`: it was not lost, so there is nothing to resume. */
export interface WireEnd {
  readonly why: ConnectFailure;
  readonly isClean: boolean;
}

/**
 * One XML stream, read element by element while it is negotiated (`next`) and passed to a listener afterwards
 * (`deliverTo`): what arrives in between is buffered. It ends once, with a reason, and never throws or rejects.
 */
export class Wire {
  readonly #connection: MendedConnection;
  readonly #domain: string;
  #arrived: { readonly element: Element; readonly size: number }[] = [];
  #deliver: StreamUser | undefined;
  #waiting: ((outcome: Result<Element, ConnectFailure>) => void) | undefined;
  #end: WireEnd | undefined;
  #hasHeader = false;
  /** Whether something arrived that is not a stream header. */
  #hasUnread = false;
  #isClosing = false;
  /** Whether nothing was sent on this socket yet. */
  #isFresh = false;
  /** Bytes received before the stream was passed to its listener. */
  #negotiated = 0;
  /** What the socket has not accepted yet. */
  #outgoing = 0;
  /** The stage of the stream, on which the meaning of its failures depends. */
  stage: Stage = "clear";
  /** When the last whole element came, in milliseconds of `performance.now()`. Bytes alone are no sign of life. */
  heardAt = performance.now();
  /** Called once, when the stream has ended. */
  onEnd: (end: WireEnd) => void = () => {};

  /** `domain` is the JID's, in U-labels. */
  constructor(domain: string) {
    this.#domain = domain;
    this.#connection = new MendedConnection(domain, {
      onBytes: (count) => {
        this.#negotiated += count;
        if (!this.#deliver && this.#negotiated > maxNegotiation) this.endForExcess("negotiation");
        this.#hasUnread ||= !this.#hasHeader;
      },
      onElement: (element, size) => this.#receive(element, size),
      itemsOf: (stanza) => this.#itemsOf(stanza),
      onFault: ({ condition, excess }) => {
        if (excess === undefined) this.#endAsStrange(condition);
        else this.endForExcess(excess);
      },
    });
    this.#connection.on("error", (error) => this.end(lineFailure(error)));
    this.#connection.on("open", (header) => {
      this.#hasHeader = header.is("stream", streamNs);
      this.#hasUnread = !this.#hasHeader;
      if (!this.#hasHeader) this.end(connectFailure("not-xmpp"));
    });
    this.#connection.on("close", () =>
      this.end(connectFailure("connection-lost", { condition: streamClosed }), true),
    );
    this.#connection.on("disconnect", () => {
      if (this.#hasUnread) this.#endAsStrange();
      else this.end(connectFailure("connection-lost"));
    });
  }

  /** The socket, while there is one. */
  get socket(): Duplex | null {
    return this.#connection.socket;
  }

  get ended(): WireEnd | undefined {
    return this.#end;
  }

  /** Uses this socket from now on. */
  attach(socket: Duplex): void {
    this.#isFresh = true;
    if (this.#end) socket.destroy();
    else this.#connection._attachSocket(socket);
  }

  /** Detaches the socket without closing it. What was read on it is dropped when the stream is opened again. */
  release(): void {
    this.#connection._detachParser();
    this.#connection._detachSocket();
  }

  /** Our bare JID in the headers from now on. */
  introduce(bareJid: string): void {
    this.#connection.from = bareJid;
  }

  /** Opens the stream, again after TLS and after signing in, and returns its features. */
  async open(timeout: number): Step<Element> {
    if (this.#end) return { ok: false, failure: this.#end.why };
    this.#connection._detachParser();
    this.#connection._attachParser();
    this.#arrived = [];
    this.#hasHeader = false;
    const features = this.next(timeout);
    if (this.#isFresh) {
      // In TLS 1.3 our first bytes would leave in one segment with our Finished, and Openfire loses them.
      this.#isFresh = false;
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#connection.open({ domain: this.#domain }).catch(() => {}); // the same error comes as an event
    const first = await features;
    if (!first.ok || first.value.is("features", streamNs)) return first;
    return refuse("malformed-stream");
  }

  /** The next element, or the first that `wanted` accepts; the others stay queued. */
  next(timeout: number, wanted: (element: Element) => boolean = () => true): Step<Element> {
    if (this.#end) return Promise.resolve({ ok: false, failure: this.#end.why });
    const index = this.#arrived.findIndex(({ element }) => wanted(element));
    const [found] = index === -1 ? [] : this.#arrived.splice(index, 1);
    if (found) return Promise.resolve(ok(found.element));
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(connectFailure("connect-timeout")), timeout);
      this.#waiting = (outcome) => {
        if (outcome.ok && !wanted(outcome.value)) {
          this.#arrived.push({ element: outcome.value, size: 0 });
          return;
        }
        this.#waiting = undefined;
        clearTimeout(timer);
        resolve(outcome);
      };
    });
  }

  /** Passes on everything that has arrived and everything that will. */
  deliverTo(user: StreamUser): void {
    this.#deliver = user;
    for (const { element, size } of this.#arrived.splice(0)) user.onElement(element, size);
  }

  /** Resolves when the socket took it or the stream has ended. */
  write(...elements: readonly Element[]): Promise<void> {
    return this.writeText(elements.map(toWireText).join(""));
  }

  writeText(text: string): Promise<void> {
    const { socket } = this.#connection;
    if (this.#end || this.#isClosing || socket === null) return Promise.resolve();
    const cost = text.length + costOfWrite;
    this.#outgoing += cost;
    if (this.#outgoing > maxOutgoing) {
      this.endForExcess("outgoing");
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      socket.write(text, () => {
        this.#outgoing -= cost;
        resolve(); // the socket's own event reports its end
      });
    });
  }

  /** Closes the stream, waits up to `timeout` for the server to do the same, and ends. */
  async close(timeout: number): Promise<void> {
    if (this.#end || this.#isClosing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.onEnd = () => {
        clearTimeout(timer);
        resolve();
      };
      void this.writeText(this.#connection.footer());
      this.#isClosing = true;
    });
    this.end(connectFailure("connection-lost"), true);
  }

  /** Drops the socket, after sending `lastWords` if given. Only the first call counts. */
  end(cause: ConnectFailure, isClean = false, lastWords = ""): void {
    if (this.#end) return;
    const { failure, ...rest } = atStage(cause, this.stage);
    const why = { ...rest, failure: placedAt(failure, { domain: this.#domain }) };
    this.#end = { why, isClean };
    const { socket } = this.#connection;
    this.release();
    if (socket !== null) hangUp(socket, lastWords);
    this.#waiting?.({ ok: false, failure: why });
    this.onEnd(this.#end);
  }

  /** Ends the stream because it exceeded a bound. If it were resumed, the same would happen again. */
  endForExcess(excess: Excess): void {
    this.end(connectFailure("stream-too-large", { what: excess }), true, streamError("policy-violation"));
  }

  #itemsOf(stanza: Element): ((item: Element) => void) | undefined {
    const take = this.#deliver?.itemsOf(stanza);
    if (take === undefined) return undefined;
    return (item) => {
      this.heardAt = performance.now();
      take(item);
    };
  }

  #receive(element: Element, size: number): void {
    if (this.#end) return;
    this.heardAt = performance.now();
    if (element.is("error", streamNs)) return this.end(streamErrorFailure(element), true);
    if (this.#waiting) this.#waiting(ok(element));
    else if (this.#deliver) this.#deliver.onElement(element, size);
    else this.#arrived.push({ element, size });
  }

  /** A resumed stream would bring the same bytes again, so this counts as ended by the server. */
  #endAsStrange(condition?: StreamCondition): void {
    if (!this.#hasHeader) this.end(connectFailure("not-xmpp"), true);
    else
      this.end(
        connectFailure("malformed-stream", condition && { condition }),
        true,
        condition && streamError(condition),
      );
  }
}

/** RFC 6120 4.9.1: the reason, and the end of our stream. */
function streamError(condition: StreamCondition): string {
  const ns = "urn:ietf:params:xml:ns:xmpp-streams";
  return `<stream:error><${condition} xmlns="${ns}"/></stream:error></stream:stream>`;
}

/** Ignores everything that arrives from now on. */
function hangUp(socket: Duplex, lastWords: string): void {
  socket.on("error", () => {}); // without a listener, it would end the process
  if (lastWords === "" || socket.destroyed || socket.writableLength > 0) {
    socket.destroy();
    return;
  }
  const timer = setTimeout(() => socket.destroy(), farewellPatience);
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
  socket.end(lastWords);
}
