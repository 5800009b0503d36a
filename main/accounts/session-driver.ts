import type { CheckReason, Note } from "../../app/diagnosis/event.ts";
import { fail, ok, type Failure, type Result } from "../../app/result.ts";
import type { Certificate, Session } from "../../app/session.ts";
import { after } from "../after.ts";
import { failureFields } from "../diagnosis/failure-fields.ts";
import type { connect } from "../xmpp/connection/connect.ts";
import { endedBy } from "../xmpp/connection/ended-by.ts";
import { needsPerson, refusesPassword } from "../xmpp/connection/failures.ts";
import { retryDelay } from "../xmpp/connection/reconnect-backoff.ts";
import type { ConnectFailure, ConnectOptions, ResumeToken, Stream } from "../xmpp/connection/stream.ts";

/** How long writing unavailable presence may take, in milliseconds; closing the stream may take the rest of two seconds. */
const farewellPatience = 400;
/** A stream that lasted this long, in milliseconds, was no failure: the next wait is short again. */
const steady = 30_000;

export interface SessionHooks {
  /** Opens a stream; never rejects. */
  readonly connect: typeof connect;
  /** The options of the next attempt; undefined if there is no password. */
  readonly options: () => Omit<ConnectOptions, "resume" | "signal"> | undefined;
  /** Whether the account has ever been online: before that no failure is retried. */
  readonly wasOnline: () => boolean;
  readonly onSession: (session: Session) => void;
  /** A stream is up. Set its `onStanza` before returning. `onSession` reports "online" right after. */
  readonly onStream: (stream: Stream) => void;
  readonly onStreamLost: () => void;
  /** The server itself refused the password, over verified TLS. */
  readonly onPasswordRefused: () => void;
  readonly note: Note;
}

/** Runs the state machine drawn in `app/session.ts` for one account: one attempt or one stream at a time. */
export class SessionDriver {
  readonly #hooks: SessionHooks;
  #attempt: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stream: Stream | undefined;
  #resume: ResumeToken | null = null;
  #failures = 0;
  /** Whether the person started the attempt and waits for its result. */
  #isAsked = false;
  #question: Certificate | null = null;

  constructor(hooks: SessionHooks) {
    this.#hooks = hooks;
  }

  get stream(): Stream | undefined {
    return this.#stream;
  }

  /** The last untrusted certificate; null once a stream is up or the person has left. */
  get question(): Certificate | null {
    return this.#question;
  }

  /**
   * Connects now, whatever was scheduled. Resolves when this attempt has ended. If Kith was not retrying and the person
   * started it (`isAsked`), a failure that only they can fix ends it for good; otherwise retrying continues.
   */
  async connect(isAsked = false): Promise<Result<null>> {
    if (this.#stream !== undefined) return ok(null);
    this.#cancel();
    const options = this.#hooks.options();
    if (options === undefined) {
      const why: Failure = { code: "password-needed", values: {} };
      this.#hooks.note({ kind: "connect-failed", ...failureFields(why), stage: "clear" });
      this.#hooks.onSession({ state: "refused", why, certificate: null });
      return { ok: false, failure: why };
    }
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#isAsked = isAsked;
    this.#hooks.onSession({ state: "connecting" });
    this.#hooks.note({ kind: "connecting", domain: options.domain, isResuming: this.#resume !== null });
    // Kept until a stream is up or the failure is final: an attempt that never reached the server changes nothing.
    const result = await this.#hooks.connect({
      ...options,
      resume: this.#resume,
      signal: attempt.signal,
      note: (event) => {
        // Ignores an attempt that was given up: its events would mix with those of the next one.
        if (this.#attempt === attempt) this.#hooks.note(event);
      },
    });
    if (this.#attempt !== attempt) {
      // Something else happened meanwhile: signed out, went offline, or another attempt.
      if (result.ok) void result.value.close();
      return fail("sign-in-cancelled");
    }
    this.#attempt = undefined;
    if (!result.ok) {
      const { failure, stage } = result.failure;
      this.#hooks.note({ kind: "connect-failed", ...failureFields(failure), stage });
      this.#handleFailure(result.failure);
      return { ok: false, failure: result.failure.failure };
    }
    this.#begin(result.value);
    return ok(null);
  }

  /**
   * The connection may have died unnoticed, or come back: tests the stream, and ends a wait. An attempt
   * in progress continues, because it has its own time limits.
   */
  check(reason: CheckReason): void {
    if (this.#stream !== undefined || this.#timer !== undefined)
      this.#hooks.note({ kind: "connection-check", reason });
    // Earlier failures say nothing about the present network.
    this.#failures = 0;
    if (this.#stream !== undefined) this.#stream.check();
    else if (this.#timer !== undefined) void this.connect();
  }

  /**
   * Ends the attempt, the wait or the stream. `farewell` is sent before a stream is closed; all of it
   * never takes longer than two seconds. `state` is the state of the session afterwards.
   */
  async end(state: "offline" | "signed-out", farewell: (stream: Stream) => Promise<void>): Promise<void> {
    this.#cancel();
    this.#resume = null;
    this.#failures = 0;
    this.#question = null;
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) this.#hooks.onStreamLost();
    this.#hooks.onSession({ state });
    this.#hooks.note({ kind: state === "offline" ? "went-offline" : "signed-out" });
    if (stream === undefined) return;
    stream.onEnd = () => undefined;
    await Promise.race([farewell(stream), after(farewellPatience)]);
    await stream.close();
  }

  #begin(stream: Stream): void {
    this.#stream = stream;
    this.#resume = null;
    this.#question = null;
    this.#isAsked = false;
    const begun = performance.now();
    stream.onEnd = (why, resume) => {
      if (this.#stream !== stream) return;
      this.#stream = undefined;
      this.#resume = resume;
      if (performance.now() - begun >= steady) this.#failures = 0;
      this.#hooks.onStreamLost();
      this.#hooks.note({ kind: "stream-ended", ...failureFields(why.failure), by: endedBy(why.failure) });
      this.#handleFailure(why);
    };
    this.#hooks.onStream(stream);
    this.#hooks.onSession({ state: "online" });
  }

  #handleFailure(why: ConnectFailure): void {
    const { certificate } = why;
    this.#question = certificate ?? this.#question;
    if (refusesPassword(why)) this.#hooks.onPasswordRefused();
    const isAnswer = this.#isAsked && needsPerson(why);
    if (why.isFatal || isAnswer || !this.#hooks.wasOnline()) {
      this.#resume = null;
      this.#hooks.onSession({ state: "refused", why: why.failure, certificate });
      return;
    }
    this.#failures += 1;
    const delay = retryDelay(this.#failures, Math.random);
    this.#hooks.note({ kind: "retry-planned", seconds: Math.round(delay / 1000), attempt: this.#failures });
    this.#hooks.onSession({
      state: "reconnecting",
      at: Date.now() + delay,
      attempt: this.#failures,
      why: why.failure,
      certificate,
    });
    this.#timer = setTimeout(() => {
      void this.connect();
    }, delay);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
  }
}
