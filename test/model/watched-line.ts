import { AssertionError } from "node:assert";
import type { Item } from "../../app/contact.ts";
import { connect } from "../../main/xmpp/connection/connect.ts";
import type { Element } from "../../main/xmpp/connection/element.ts";
import type { Stream } from "../../main/xmpp/connection/stream.ts";

/** A roster set as a Kith sent it. */
export interface SentSet {
  readonly contact: string;
  /** Null for a removal. */
  readonly item: Item | null;
  /** When Kith had last heard from the server before it, in milliseconds of `performance.now()`. */
  readonly heardAt: number;
  readonly session: Session;
  isAnswered: boolean;
}

/** A stream, and those that resumed it. */
interface Session {
  /** How many of its resumed streams have told all that came before. */
  resumptions: number;
}

/** Timers a test can wait for. */
const timing = { quiet: 1_500, answer: 1_500, check: 1_500 };
/** RULE R22: no set goes out after so much silence, in milliseconds, with something for a busy machine. */
const staleAfter = 1_000 + 250;

/** How one Kith connects: watched, with short timers, and with the silence and the amnesia a test asks for. */
export class WatchedLine {
  readonly sets: SentSet[] = [];
  readonly faults: AssertionError[] = [];
  #silentSince = -Infinity;
  #answeredAt = -Infinity;
  #isForgetful = false;
  #session: Session = { resumptions: 0 };

  /** What was heard before now counts as heard long ago. */
  age(): void {
    this.#silentSince = performance.now();
    this.#answeredAt = -Infinity;
  }

  /** The next stream is a fresh one, as after a server has forgotten the last. */
  forget(): void {
    this.#isForgetful = true;
  }

  readonly connect: typeof connect = async (options) => {
    const resume = this.#isForgetful ? null : options.resume;
    const result = await connect({ ...options, resume, timing });
    if (!result.ok) return result;
    this.#isForgetful = false;
    if (!result.value.isResumed) this.#session = { resumptions: 0 };
    return { ok: true, value: this.#watch(result.value, this.#session) };
  };

  /** The set was taken or not, and no stream could ever tell which of its pushes came before it. */
  isLostForGood({ isAnswered, session }: SentSet): boolean {
    return !isAnswered && session.resumptions === 0;
  }

  #watch(stream: Stream, session: Session): Stream {
    const heardAt = () => (stream.heardAt > this.#silentSince ? stream.heardAt : -Infinity);
    const request: Stream["request"] = async (iq, ...more) => {
      const sent = this.#noteSet(iq, heardAt(), session);
      const reply = await stream.request(iq, ...more);
      if (sent !== undefined) sent.isAnswered = reply.ok || reply.failure.code !== "connection-lost";
      return reply;
    };
    const freshen: Stream["freshen"] = async () => {
      const isAnswered = await stream.freshen();
      if (!isAnswered) return false;
      this.#answeredAt = performance.now();
      if (stream.isResumed) session.resumptions += 1;
      return true;
    };
    return new Proxy(stream, {
      get: (target, key) => {
        if (key === "heardAt") return heardAt();
        if (key === "request") return request;
        if (key === "freshen") return freshen;
        return Reflect.get(target, key, target) as unknown;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  }

  #noteSet(iq: Element, heardAt: number, session: Session): SentSet | undefined {
    const item = iq.getChild("query", "jabber:iq:roster")?.getChild("item");
    if (iq.attrs["type"] !== "set" || item === undefined) return undefined;
    const silence = performance.now() - Math.max(heardAt, this.#answeredAt);
    if (silence > staleAfter)
      this.faults.push(
        new AssertionError({ message: `[R22] a set after ${silence} ms of silence: ${item.toString()}` }),
      );
    const sent: SentSet = {
      contact: item.attrs["jid"] ?? "",
      item: item.attrs["subscription"] === "remove" ? null : readItem(item),
      heardAt: Math.max(heardAt, this.#answeredAt),
      session,
      isAnswered: false,
    };
    this.sets.push(sent);
    return sent;
  }
}

export function readItem(item: Element): Item {
  const groups = item.getChildren("group").map((group) => group.getText());
  return { name: item.attrs["name"] ?? "", groups: groups.toSorted() };
}
