import type { Certificate } from "../../../app/session.ts";
import type { FailureCode, Result } from "../../../app/result.ts";
import type { Element } from "./element.ts";
import type { ConnectFailure } from "./stream.ts";

/** A step on the way to a stream. Never rejects. */
export type Step<T> = Promise<Result<T, ConnectFailure>>;

/** Trying again unchanged cannot mend these: retrying would lock an account, or let two clients fight for ever. */
const fatal: ReadonlySet<FailureCode> = new Set([
  "not-authorized",
  "account-disabled",
  "mechanism-unavailable",
  "mechanism-downgraded",
  "server-signature-wrong",
  "host-unknown",
  "conflict",
  "policy-violation",
  "certificate-untrusted",
]);

export function connectFailure(
  code: FailureCode,
  values: Record<string, string | number> = {},
  certificate: Certificate | null = null,
): ConnectFailure {
  return { failure: { code, values }, isFatal: fatal.has(code), certificate };
}

export function refuse(
  code: FailureCode,
  values: Record<string, string | number> = {},
): { readonly ok: false; readonly failure: ConnectFailure } {
  return { ok: false, failure: connectFailure(code, values) };
}

/** Node's error codes for what can happen to a socket before anything was said on it. */
export function dialFailure(error: unknown): ConnectFailure {
  const code = errorCode(error);
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
    case "ENODATA":
      return connectFailure("host-not-found");
    case "ECONNREFUSED":
    case "EACCES":
      return connectFailure("connection-refused");
    case "ETIMEDOUT":
      return connectFailure("connect-timeout");
    default:
      return connectFailure("connection-lost", { condition: code });
  }
}

/** What the connection reports while it lives: a parser's complaint or the end of the socket. */
export function lineFailure(error: unknown): ConnectFailure {
  const isXml = error instanceof Error && error.name === "XMLError";
  return isXml
    ? connectFailure("malformed-stream")
    : connectFailure("connection-lost", { condition: errorCode(error) });
}

/** RFC 6120 4.9.3. A `see-other-host` is not followed: the new host would be the word of this one alone. */
export function streamErrorFailure(error: Element): ConnectFailure {
  const condition = conditionOf(error, "urn:ietf:params:xml:ns:xmpp-streams");
  switch (condition) {
    case "conflict":
    case "policy-violation":
    case "host-unknown":
    case "not-authorized":
    case "resource-constraint":
      return connectFailure(condition, { condition });
    case "host-gone":
      return connectFailure("host-unknown", { condition });
    case "system-shutdown":
      return connectFailure("server-shutdown", { condition });
    case "connection-timeout":
      return connectFailure("connection-lost", { condition });
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
