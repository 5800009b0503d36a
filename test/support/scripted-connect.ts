import type { ConnectionCode } from "../../app/result.ts";
import type { connect } from "../../main/xmpp/connection/connect.ts";
import { atStage, connectFailure } from "../../main/xmpp/connection/failures.ts";
import type { ConnectFailure, ConnectOptions } from "../../main/xmpp/connection/stream.ts";
import type { BareCode } from "./every-failure.ts";
import { settled, type FakeStream } from "./fake-stream.ts";

/** An attempt to connect, which ends as the test says. */
export interface Attempt {
  readonly options: ConnectOptions;
  readonly succeed: (stream: FakeStream) => Promise<void>;
  /** Fails before TLS, or as an answer of the verified server (`isProven`), which may be final. */
  readonly refuse: (code: BareCode & ConnectionCode, isProven?: boolean) => Promise<void>;
  readonly fail: (why: ConnectFailure) => Promise<void>;
}

/** A scripted network: every attempt is recorded, oldest first. */
export function scriptedConnect(): {
  readonly attempts: readonly Attempt[];
  readonly connect: typeof connect;
} {
  const attempts: Attempt[] = [];
  return {
    attempts,
    connect: (options) =>
      new Promise((resolve) => {
        const fail = async (why: ConnectFailure) => {
          resolve({ ok: false, failure: why });
          await settled();
        };
        attempts.push({
          options,
          succeed: async (stream) => {
            resolve({ ok: true, value: stream });
            await settled();
          },
          refuse: (code, isProven = false) =>
            fail(atStage(connectFailure(code, { condition: code }), isProven ? "signed-in" : "clear")),
          fail,
        });
      }),
  };
}
