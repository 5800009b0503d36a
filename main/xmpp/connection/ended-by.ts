import type { DiagnosisEvent } from "../../../app/diagnosis/event.ts";
import type { ConnectionCode, ConnectionFailure } from "../../../app/result.ts";
import { streamClosed } from "./failures.ts";

type Ender = Extract<DiagnosisEvent, { kind: "stream-ended" }>["by"];

/** The failures for which Kith itself ends a stream, because of what the server sent. */
const endedByKith: ReadonlySet<ConnectionCode> = new Set([
  "stream-too-large",
  "malformed-stream",
  "not-xmpp",
]);
const endedByNetwork: ReadonlySet<ConnectionCode> = new Set([
  "connection-lost",
  "connect-timeout",
  "tls-failed",
]);

/** Who ended a stream that failed like this. */
export function endedBy({ code, values }: ConnectionFailure): Ender {
  if (endedByKith.has(code)) return "kith";
  return endedByNetwork.has(code) && values.condition !== streamClosed ? "network" : "server";
}
