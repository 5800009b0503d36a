import * as z from "zod";

/** The outcome of something that can fail in an expected way: failures are values, never exceptions. */
export type Result<T, F = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F };

const text = z.string();
const optional = text.exactOptional();

const nothing: z.ZodType<object> = z.object({});
/** Where Kith tried to connect, and what the server or the system called it, as far as that is known. */
const connection = z.object({
  domain: optional,
  host: optional,
  port: z.number().exactOptional(),
  condition: optional,
});
const iterations = connection.extend({ iterations: z.number(), min: z.number(), max: z.number() });
/** An error stanza: its condition, and `wait` if the server says that the same may succeed later (RFC 6120 8.3.2). */
const stanza = z.object({ condition: optional, type: z.literal("wait").exactOptional() });
const connectionOrStanza = connection.extend(stanza.shape);
const address = z.object({ address: text });
const group = z.object({ group: text });
/** The limit. */
const limit = z.object({ limit: z.number() });

/** Failures of a connection, whose place and cause may be known. */
const connectionDetails = {
  // reaching the server
  "host-not-found": connection,
  "connection-refused": connection,
  "connect-timeout": connection,
  "connection-lost": connection,
  "not-xmpp": connection,
  "malformed-stream": connection,
  /** `what` was too large. */
  "stream-too-large": connection.extend({ what: text }),
  "tls-unavailable": connection,
  "tls-failed": connection,
  "certificate-untrusted": connection,
  "port-invalid": connection,
  // signing in
  "not-authorized": connectionOrStanza,
  "account-disabled": connection,
  "mechanism-unavailable": connection,
  "mechanism-downgraded": connection,
  "server-signature-wrong": connection,
  /** `hasWorked`: binding worked before, and the server then refused a sign-in without it. */
  "channel-binding-failed": connection.extend({ hasWorked: z.boolean().exactOptional() }),
  "scram-too-weak": iterations,
  "scram-too-costly": iterations,
  /** The address that was typed, and the one that the server gave. */
  "bound-elsewhere": connection.extend({ address: text, bound: text }),
  "host-unknown": connection,
  conflict: connectionOrStanza,
  "policy-violation": connectionOrStanza,
  "resource-constraint": connectionOrStanza,
  "server-shutdown": connection,
  "stream-error": connection,
  "sign-in-cancelled": connection,
} as const;

/**
 * Every expected failure with its details, and a sentence each in `app/words` (a missing sentence does not compile). Stanza
 * errors keep the names of RFC 6120 8.3.3.
 */
const details = {
  ...connectionDetails,
  // what a person typed
  "address-invalid": address,
  "address-own": nothing,
  "address-is-contact": address,
  "address-has-resource": address,
  "group-too-long": limit,
  "name-too-long": limit,
  "too-many-groups": limit,
  "group-name-missing": nothing,
  "group-exists": group,
  // the demo
  "demo-is-open": nothing,
  "demo-while-signed-in": nothing,
  "demo-unavailable": z.object({ reason: text }),
  // an edit the server refused
  forbidden: stanza,
  "bad-request": stanza,
  "not-acceptable": stanza,
  "not-allowed": stanza,
  "item-not-found": stanza,
  "service-unavailable": stanza,
  "internal-server-error": stanza,
  "remote-server-not-found": stanza,
  "remote-server-timeout": stanza,
  "stanza-error": stanza,
  "no-answer": nothing,
  // the application itself
  "not-online": nothing,
  "unknown-account": nothing,
  "unknown-contact": nothing,
  "unknown-request": nothing,
  "request-stale": address,
  "contact-gone": address,
  "maybe-done": nothing,
  "unknown-group": group,
  "unknown-batch": nothing,
  "nothing-to-undo": nothing,
  "already-signed-in": address,
  "password-needed": nothing,
  "password-unreadable": nothing,
  "disk-unwritable": nothing,
  "bad-command": nothing,
  internal: nothing,
  "page-disconnected": nothing,
} as const;

export type FailureCode = keyof typeof details;
export const failureCodes = Object.keys(details) as readonly FailureCode[];
export type FailureDetails = {
  readonly [C in FailureCode]: Readonly<z.infer<(typeof details)[C]>>;
};

/** Failures with one of these codes. */
export type FailureOf<C extends FailureCode> = {
  readonly [K in C]: { readonly code: K; readonly values: FailureDetails[K] };
}[C];

/** Why there is no stream (any more). */
export type ConnectionCode = keyof typeof connectionDetails;
export type ConnectionFailure = FailureOf<ConnectionCode>;

/** Why something did not happen. `code` chooses the sentence, and `values` are the details that belong to this code. */
export type Failure = FailureOf<FailureCode>;

/** Reads a failure from a file, or from the other process. Details that its code does not have are left out. */
export const failureSchema = z.discriminatedUnion(
  "code",
  failureCodes.map((code) => z.object({ code: z.literal(code), values: details[code] })) as unknown as [
    z.ZodObject<{ readonly code: z.ZodLiteral<FailureCode> }>,
  ],
) as unknown as z.ZodType<Failure>;

/** The codes of an error stanza; of the conditions of RFC 6120 8.3.3, Kith has a sentence for these. */
export const stanzaCodes = [
  "bad-request",
  "conflict",
  "forbidden",
  "internal-server-error",
  "item-not-found",
  "not-acceptable",
  "not-allowed",
  "not-authorized",
  "policy-violation",
  "remote-server-not-found",
  "remote-server-timeout",
  "resource-constraint",
  "service-unavailable",
  "stanza-error",
] as const satisfies readonly FailureCode[];
export type StanzaFailure = FailureOf<(typeof stanzaCodes)[number]>;

/** A failure's details; they can be left out where none is required. */
export type DetailsArgument<C extends FailureCode> =
  Partial<FailureDetails[C]> extends FailureDetails[C]
    ? [values?: FailureDetails[C]]
    : [values: FailureDetails[C]];

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail<C extends FailureCode>(
  code: C,
  ...values: DetailsArgument<C>
): { readonly ok: false; readonly failure: FailureOf<C> } {
  return { ok: false, failure: failureOf(code, ...values) };
}

/** The failure itself, without a `Result`. */
export function failureOf<C extends FailureCode>(code: C, ...[values]: DetailsArgument<C>): FailureOf<C> {
  // `DetailsArgument` ensures that nothing required is missing.
  return { code, values: values ?? {} } as FailureOf<C>;
}
