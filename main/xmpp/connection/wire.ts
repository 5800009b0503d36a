import type { Duplex } from "node:stream";
import { ok, type Result } from "../../../app/result.ts";
import type { Element } from "./element.ts";
import { atStage, connectFailure, lineFailure, refuse, streamErrorFailure, type Step } from "./failures.ts";
import { MendedConnection } from "./mended-connection.ts";
import type { ConnectFailure, Stage } from "./stream.ts";
import { toWireText } from "./xml-text.ts";

const streamNs = "http://etherx.jabber.org/streams";

/** No server needs more bytes than this to sign somebody in; who sends more would fill our memory. */
const maxNegotiation = 1_048_576;

/** Why a wire is dead. `isClean`: not by a loss, so there is nothing to resume. */
export interface WireEnd {
  readonly why: ConnectFailure;
  readonly isClean: boolean;
}

/**
 * One XML stream, read element by element while it is negotiated (`next`) and handed over to a listener afterwards
 * (`deliverTo`): what arrives in between waits. It ends once, with a reason, and never throws or rejects.
 */
export class Wire {
  readonly #connection: MendedConnection;
  readonly #domain: string;
  #arrived: Element[] = [];
  #deliver: ((element: Element) => void) | undefined;
  #waiting: ((outcome: Result<Element, ConnectFailure>) => void) | undefined;
  #end: WireEnd | undefined;
  #hasHeader = false;
  /** Something came and was no stream header. */
  #hasUnread = false;
  #isClosing = false;
  /** Bytes received before the stream was handed over. */
  #negotiated = 0;
  /** How far the stream has come; what ends it is judged by that. */
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
        if (!this.#deliver && this.#negotiated > maxNegotiation) this.#endAsStrange();
        this.#hasUnread ||= !this.#hasHeader;
      },
      onElement: (element) => this.#receive(element),
      onMalformed: () => this.#endAsStrange(),
    });
    this.#connection.on("error", (error) => {
      const why = lineFailure(error);
      if (why.failure.code === "malformed-stream") this.#endAsStrange();
      else this.end(why);
    });
    this.#connection.on("open", (header) => {
      this.#hasHeader = header.is("stream", streamNs);
      this.#hasUnread = !this.#hasHeader;
      if (!this.#hasHeader) this.end(connectFailure("not-xmpp"));
    });
    this.#connection.on("close", () => this.end(connectFailure("connection-lost"), true));
    this.#connection.on("disconnect", () => {
      if (this.#hasUnread) this.#endAsStrange();
      else this.end(connectFailure("connection-lost"));
    });
  }

  /** What the stream runs over, while it does. */
  get socket(): Duplex | null {
    return this.#connection.socket;
  }

  get ended(): WireEnd | undefined {
    return this.#end;
  }

  /** Speaks over this socket from now on. */
  attach(socket: Duplex): void {
    if (this.#end) socket.destroy();
    else this.#connection._attachSocket(socket);
  }

  /** Lets go of the socket without closing it. What was said on it is forgotten when the stream is opened anew. */
  release(): void {
    this.#connection._detachParser();
    this.#connection._detachSocket();
  }

  /** Our bare JID in the headers from now on. */
  introduce(bareJid: string): void {
    this.#connection.from = bareJid;
  }

  /** Opens the stream, again after TLS and after signing in, and gives its features. */
  async open(timeout: number): Step<Element> {
    if (this.#end) return { ok: false, failure: this.#end.why };
    this.#connection._detachParser();
    this.#arrived = [];
    this.#hasHeader = false;
    const features = this.next(timeout);
    this.#connection.open({ domain: this.#domain }).catch(() => {}); // the same error comes as an event
    const first = await features;
    if (!first.ok || first.value.is("features", streamNs)) return first;
    return refuse("malformed-stream");
  }

  /** The next element, or the first that `wanted` accepts: the others keep their place. */
  next(timeout: number, wanted: (element: Element) => boolean = () => true): Step<Element> {
    if (this.#end) return Promise.resolve({ ok: false, failure: this.#end.why });
    const index = this.#arrived.findIndex(wanted);
    const [found] = index === -1 ? [] : this.#arrived.splice(index, 1);
    if (found) return Promise.resolve(ok(found));
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(connectFailure("connect-timeout")), timeout);
      this.#waiting = (outcome) => {
        if (outcome.ok && !wanted(outcome.value)) {
          this.#arrived.push(outcome.value);
          return;
        }
        this.#waiting = undefined;
        clearTimeout(timer);
        resolve(outcome);
      };
    });
  }

  /** Gives the listener everything that has arrived, and what will. */
  deliverTo(listener: (element: Element) => void): void {
    this.#deliver = listener;
    for (let next = this.#arrived.shift(); next !== undefined; next = this.#arrived.shift()) listener(next);
  }

  /** Resolves when the socket took it or the stream has ended. */
  write(...elements: readonly Element[]): Promise<void> {
    return this.writeText(elements.map(toWireText).join(""));
  }

  async writeText(text: string): Promise<void> {
    if (this.#end || this.#isClosing || this.#connection.socket === null) return;
    await this.#connection.write(text).catch(() => {}); // the end of the socket is told by its own event
  }

  /** Says goodbye, waits up to `timeout` for the server's, and ends. */
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

  /** Drops the socket. Only the first call counts. */
  end(cause: ConnectFailure, isClean = false): void {
    if (this.#end) return;
    const why = atStage(cause, this.stage);
    this.#end = { why, isClean };
    const { socket } = this.#connection;
    this.#connection._detachParser();
    socket?.destroy();
    this.#waiting?.({ ok: false, failure: why });
    this.onEnd(this.#end);
  }

  #receive(element: Element): void {
    if (this.#end) return;
    this.heardAt = performance.now();
    if (element.is("error", streamNs)) return this.end(streamErrorFailure(element), true);
    if (this.#waiting) this.#waiting(ok(element));
    else if (this.#deliver) this.#deliver(element);
    else this.#arrived.push(element);
  }

  /** Resumed, the stream would bring the same bytes again: it counts as ended by the server. */
  #endAsStrange(): void {
    this.end(connectFailure(this.#hasHeader ? "malformed-stream" : "not-xmpp"), true);
  }
}
