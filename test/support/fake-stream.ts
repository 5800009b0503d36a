import type { BareJid } from "../../app/jid.ts";
import { type ConnectionCode, fail, ok, type Result } from "../../app/result.ts";
import type { Element } from "../../main/xmpp/connection/element.ts";
import { atStage, connectFailure } from "../../main/xmpp/connection/failures.ts";
import type { ResumeToken, Stream, Trust } from "../../main/xmpp/connection/stream.ts";
import { pingGet } from "../../main/xmpp/ping.ts";
import type { BareCode } from "./every-failure.ts";
import { parseStanza } from "./parse-stanza.ts";

/** An open request. */
export interface OpenRequest {
  readonly iq: Element;
  /** Answers with a stanza, written as XML. */
  readonly answer: (reply: string) => Promise<void>;
  readonly refuse: (code: BareCode) => Promise<void>;
}

/** A scripted stream: it records what Kith sends, and the test decides what the server sends. */
export class FakeStream implements Stream {
  readonly fullJid: string;
  readonly bareJid: BareJid;
  readonly isResumed: boolean;
  readonly trust: Trust = { fingerprint: null, hasOfferedScram: true };
  readonly offers: Stream["offers"];
  /** Everything sent, in order, requests included. */
  readonly sent: Element[] = [];
  onStanza: Stream["onStanza"] = () => false;
  onEnd: Stream["onEnd"] = () => undefined;
  readonly #open: (OpenRequest & { readonly settle: (result: Result<Element>) => void })[] = [];
  #hasEnded = false;

  constructor(options: { readonly isResumed?: boolean; readonly offers?: Partial<Stream["offers"]> } = {}) {
    this.bareJid = "juliet@example.test" as BareJid;
    this.fullJid = `${this.bareJid}/kith`;
    this.isResumed = options.isResumed ?? false;
    this.offers = { rosterVersioning: true, preApproval: false, ...options.offers };
  }

  readonly request: Stream["request"] = (iq, _timeoutMs, onItem) => {
    if (this.#hasEnded) return Promise.resolve(fail("connection-lost"));
    this.sent.push(iq);
    return new Promise((resolve) => {
      const settle = async (result: Result<Element>) => {
        const index = this.#open.findIndex((one) => one.iq === iq);
        if (index === -1) throw new Error("This request was answered before");
        this.#open.splice(index, 1);
        this.silentSince = undefined;
        resolve(result);
        await settled();
      };
      this.#open.push({
        iq,
        answer: (reply) => settle(ok(handOver(parseStanza(reply), onItem))),
        refuse: (code) => settle(fail(code)),
        settle: resolve,
      });
    });
  };

  readonly send: Stream["send"] = (stanza) => {
    if (!this.#hasEnded) this.sent.push(stanza);
    return Promise.resolve();
  };

  readonly close: Stream["close"] = async () => {
    this.#end();
    await settled();
  };

  /** Since when the server is silent, by `performance.now()`; undefined while it is not. */
  silentSince: number | undefined;
  get heardAt(): number {
    return this.silentSince ?? performance.now();
  }

  readonly freshen: Stream["freshen"] = async () => (await this.request(pingGet())).ok;

  /** How often the connection was tested. */
  checks = 0;
  readonly check: Stream["check"] = () => {
    this.checks += 1;
  };

  /** How often the stream was ended because the list grew too long. */
  excesses = 0;
  readonly endForLongList: Stream["endForLongList"] = () => {
    this.excesses += 1;
    this.abort();
  };

  readonly abort: Stream["abort"] = () => {
    this.fail("connection-lost");
  };

  /** The open requests, oldest first. */
  get open(): readonly OpenRequest[] {
    return [...this.#open];
  }

  /** The oldest open request. */
  get next(): OpenRequest {
    const [first] = this.#open;
    if (first === undefined) throw new Error("Nothing was asked");
    return first;
  }

  /** What was sent, as XML, without the ids that are ours to choose. */
  get sentXml(): string[] {
    return this.sent.map((stanza) => stanza.toString().replace(/ id="[^"]*"/, ""));
  }

  /** Delivers a stanza, written as XML, and returns whether somebody handled it. */
  deliver(stanza: string): boolean {
    this.silentSince = undefined;
    return this.onStanza(parseStanza(stanza));
  }

  /** Ends the stream as the network would: open requests first learn that it is lost. */
  fail(code: BareCode & ConnectionCode, resume: ResumeToken | null = null): void {
    if (this.#hasEnded) return;
    this.#end();
    this.onEnd(atStage(connectFailure(code), "signed-in"), resume);
  }

  #end(): void {
    this.#hasEnded = true;
    for (const request of this.#open.splice(0)) request.settle(fail("connection-lost"));
  }
}

/** Passes the children of a result's query one by one to a caller that asked for that. */
function handOver(reply: Element, onItem: ((item: Element) => void) | undefined): Element {
  const [query] = reply.getChildElements();
  if (onItem === undefined || query === undefined || reply.attrs["type"] !== "result") return reply;
  for (const item of query.getChildElements()) onItem(item);
  query.children = [];
  return reply;
}

/** Runs everything that waits only for promises, without any time passing. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
