/** The outcome of something that can fail in an expected way: failures are values, never exceptions. */
export type Result<T, F = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F };

/**
 * Why something did not happen. `code` chooses the sentence in the message catalogue, `values` fill it.
 * Stanza errors keep the names of RFC 6120 8.3.3.
 */
export interface Failure {
  readonly code: FailureCode;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Every expected failure, with a sentence each in `app/words` (a missing sentence does not compile). */
export const failureCodes = [
  // reaching the server
  "host-not-found",
  "connection-refused",
  "connect-timeout",
  "connection-lost",
  "not-xmpp",
  "malformed-stream",
  "stream-too-large",
  "tls-unavailable",
  "tls-failed",
  "certificate-untrusted",
  // signing in
  "not-authorized",
  "account-disabled",
  "mechanism-unavailable",
  "mechanism-downgraded",
  "server-signature-wrong",
  "channel-binding-failed",
  "scram-too-weak",
  "scram-too-costly",
  "bound-elsewhere",
  "host-unknown",
  "conflict",
  "policy-violation",
  "server-shutdown",
  "stream-error",
  "sign-in-cancelled",
  // what a person typed
  "address-invalid",
  "address-own",
  "address-is-contact",
  "address-has-resource",
  "group-too-long",
  "name-too-long",
  "too-many-groups",
  "group-name-missing",
  "group-exists",
  "port-invalid",
  // the demo
  "demo-is-open",
  "demo-while-signed-in",
  "demo-unavailable",
  // an edit the server refused
  "forbidden",
  "bad-request",
  "not-acceptable",
  "not-allowed",
  "item-not-found",
  "service-unavailable",
  "internal-server-error",
  "remote-server-not-found",
  "remote-server-timeout",
  "resource-constraint",
  "stanza-error",
  "no-answer",
  // the application itself
  "not-online",
  "unknown-account",
  "unknown-contact",
  "unknown-request",
  "request-stale",
  "contact-gone",
  "unknown-group",
  "unknown-batch",
  "nothing-to-undo",
  "already-signed-in",
  "password-needed",
  "password-unreadable",
  "disk-unwritable",
  "bad-command",
  "internal",
  "page-disconnected",
] as const;
export type FailureCode = (typeof failureCodes)[number];

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail(
  code: FailureCode,
  values: Failure["values"] = {},
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, values } };
}
