import type { Certificate } from "../../../app/session.ts";
import {
  type ConnectionCode,
  type ConnectionFailure,
  type DetailsArgument,
  type FailureCode,
  failureOf,
  type Result,
} from "../../../app/result.ts";
import type { Element } from "./element.ts";
import type { ConnectFailure, Stage } from "./stream.ts";

/** A step on the way to a stream. Never rejects. */
export type Step<T> = Promise<Result<T, ConnectFailure>>;

/**
 * The failures that retrying unchanged cannot fix, and the stage from which on each is believed.
 *
 * Before TLS anybody may have said it, so nothing is final (RULE T21). Of the stream errors (RFC 6120 4.9.3) two are:
 * after `conflict` two clients would replace each other for ever, and after `policy-violation` we would break the same
 * rule again. Both are about us only once the server knows us. Before that, `policy-violation` means too many
 * connections from one network, which is temporary. `host-unknown` and `host-gone` are temporary as well: servers send them
 * while they start. `not-authorized` as a stream error is about the stream, and says nothing about a password.
 */
const finalFrom: ReadonlyMap<FailureCode, Stage> = new Map([
  ["not-authorized", "secured"],
  ["account-disabled", "secured"],
  ["mechanism-unavailable", "secured"],
  ["mechanism-downgraded", "secured"],
  ["server-signature-wrong", "secured"],
  ["channel-binding-failed", "secured"],
  ["scram-too-weak", "secured"],
  ["scram-too-costly", "secured"],
  ["bound-elsewhere", "signed-in"],
  ["conflict", "signed-in"],
  ["policy-violation", "signed-in"],
]);

const stages: readonly Stage[] = ["clear", "secured", "signed-in"];

/** The failure, marked with the stage at which it was met. Only this decides whether it is final. */
export function atStage(why: ConnectFailure, stage: Stage): ConnectFailure {
  const final = finalFrom.get(why.failure.code);
  const isFatal = final !== undefined && stages.indexOf(stage) >= stages.indexOf(final);
  return { ...why, stage, isFatal };
}

/** Whether an attempt that the person started ends with this failure and is not retried. */
export function needsPerson({ failure: { code } }: ConnectFailure): boolean {
  return finalFrom.has(code) || code === "host-unknown" || code === "certificate-untrusted";
}

/** Whether the server itself refused the password: only an answer to SASL does, and only over verified TLS (RULE T21). */
export function refusesPassword({ failure: { code, values }, stage }: ConnectFailure): boolean {
  return (
    stage !== "clear" &&
    code === "not-authorized" &&
    /^(not-authorized|credentials-expired)$/.test(String(values.condition))
  );
}

/** A failure before TLS; `atStage` says if it was met later. */
export function connectFailure<C extends ConnectionCode>(
  code: C,
  ...values: DetailsArgument<C>
): ConnectFailure {
  const failure = failureOf(code, ...values) as ConnectionFailure;
  return { failure, stage: "clear", isFatal: false, certificate: null, otherHost: null };
}

/** A failure that asks the person about this certificate. */
export function untrusted(certificate: Certificate): ConnectFailure {
  return { ...connectFailure("certificate-untrusted"), certificate };
}

export function refuse<C extends ConnectionCode>(
  code: C,
  ...values: DetailsArgument<C>
): { readonly ok: false; readonly failure: ConnectFailure } {
  return { ok: false, failure: connectFailure<C>(code, ...values) };
}

/** The same failure with the place where it happened. A place that it already has stays. */
export function placedAt(
  failure: ConnectionFailure,
  place: { readonly domain: string; readonly host?: string; readonly port?: number },
): ConnectionFailure {
  // Every failure of a connection has these details.
  return { ...failure, values: { ...place, ...failure.values } } as ConnectionFailure;
}

/** Node's error codes for a socket on which nothing was sent yet. */
export function dialFailure(error: unknown): ConnectFailure {
  const code = errorCode(error);
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
    case "ENODATA":
      return connectFailure("host-not-found", { condition: code });
    case "ECONNREFUSED":
    case "EACCES":
      return connectFailure("connection-refused", { condition: code });
    case "ETIMEDOUT":
    case "ENETUNREACH":
    case "ENETDOWN":
    case "EHOSTUNREACH":
    case "EHOSTDOWN":
    case "EADDRNOTAVAIL":
      return connectFailure("connect-timeout", { condition: code });
    default:
      return connectFailure("connection-lost", { condition: code });
  }
}

/** The failures of a connected socket. */
export function lineFailure(error: unknown): ConnectFailure {
  return connectFailure("connection-lost", { condition: errorCode(error) });
}

/** The condition of a stream whose end the server announced without an error (RFC 6120 4.4). */
export const streamClosed = "stream-closed";

const streamErrorsNs = "urn:ietf:params:xml:ns:xmpp-streams";

/** RFC 6120 4.9.3. */
export function streamErrorFailure(error: Element): ConnectFailure {
  const condition = conditionOf(error, streamErrorsNs);
  switch (condition) {
    case "conflict":
    case "policy-violation":
    case "host-unknown":
    case "resource-constraint":
      return connectFailure(condition, { condition });
    case "host-gone":
      return connectFailure("host-unknown", { condition });
    case "system-shutdown":
      return connectFailure("server-shutdown", { condition });
    case "connection-timeout":
      return connectFailure("connection-lost", { condition });
    case "see-other-host":
      return {
        ...connectFailure("stream-error", { condition }),
        otherHost: error.getChildText(condition, streamErrorsNs),
      };
    default:
      return connectFailure("stream-error", { condition });
  }
}

/** RFC 6120 6.5. */
export function signInFailure(failure: Element): ConnectFailure {
  const condition = conditionOf(failure, "urn:ietf:params:xml:ns:xmpp-sasl");
  switch (condition) {
    case "account-disabled":
      return connectFailure("account-disabled", { condition });
    case "encryption-required":
    case "invalid-mechanism":
    case "mechanism-too-weak":
      return connectFailure("mechanism-unavailable", { condition });
    case "aborted":
    case "temporary-auth-failure":
      return connectFailure("stream-error", { condition });
    default:
      return connectFailure("not-authorized", { condition });
  }
}

function conditionOf(element: Element, namespace: string): string {
  const found = element
    .getChildElements()
    .find((child) => child.getNS() === namespace && child.name !== "text");
  return (found?.name ?? "undefined-condition").slice(0, 100);
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
