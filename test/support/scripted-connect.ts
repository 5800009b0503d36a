import type { FailureCode } from "../../app/result.ts";
import type { connect } from "../../main/xmpp/connection/connect.ts";
import type { ConnectOptions } from "../../main/xmpp/connection/stream.ts";
import { settled, type FakeStream } from "./fake-stream.ts";

/** An attempt to connect, which ends as the test says. */
export interface Attempt {
  readonly options: ConnectOptions;
  readonly succeed: (stream: FakeStream) => Promise<void>;
  readonly refuse: (code: FailureCode, isFatal?: boolean) => Promise<void>;
}

/** The network, scripted: every attempt is kept, oldest first. */
export function scriptedConnect(): {
  readonly attempts: readonly Attempt[];
  readonly connect: typeof connect;
} {
  const attempts: Attempt[] = [];
  return {
    attempts,
    connect: (options) =>
      new Promise((resolve) => {
        attempts.push({
          options,
          succeed: async (stream) => {
            resolve({ ok: true, value: stream });
            await settled();
          },
          refuse: async (code, isFatal = false) => {
            resolve({ ok: false, failure: { failure: { code, values: {} }, isFatal, certificate: null } });
            await settled();
          },
        });
      }),
  };
}
