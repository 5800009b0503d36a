import * as z from "zod";
import { editKinds } from "../edit.ts";
import { failureCodes } from "../result.ts";
import { certificateProblems } from "../session.ts";
import { cleanCode, cleanHost, cleanText } from "./clean.ts";

const code = z.string().transform(cleanCode);
const host = z.string().transform(cleanHost);
const count = z.number().int().nonnegative();
const port = z.number().int().min(0).max(65_535);
const security = z.enum(["starttls", "direct-tls"]);
const binding = code.nullable();

/** The values of a failure that are codes or numbers. The others may be names and addresses, and are not logged. */
const failure = {
  code: z.enum(failureCodes),
  condition: code.nullable(),
  /** That of the account. */
  domain: host.nullable(),
  host: host.nullable(),
  port: port.nullable(),
  /** Of SCRAM: what the server asked for, and what Kith allows. */
  iterations: count.nullable(),
  min: count.nullable(),
  max: count.nullable(),
};

/** The stage of a connection: before TLS, over TLS, or signed in. */
const stage = z.enum(["clear", "secured", "signed-in"]);

/** Who ended a stream. */
export const enders = ["server", "network", "kith"] as const;
/** Why the connection is tested. */
export const checkReasons = ["wake", "network"] as const;
export type CheckReason = (typeof checkReasons)[number];

function event<K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) {
  return z.strictObject({ kind: z.literal(kind), ...shape });
}

/**
 * One thing that happened to a connection, a list or a file: codes, numbers, hosts. Never content (names, messages, statuses,
 * groups), a contact's address, a password or a key. Parsing cuts and cleans what a server wrote.
 */
export const diagnosisEventSchema = z.discriminatedUnion("kind", [
  /** An attempt to connect begins. */
  event("connecting", { domain: host, isResuming: z.boolean() }),
  /** What the domain's SRV records led to; without any that is the domain itself. */
  event("looked-up", { domain: host, endpoints: count }),
  /** This endpoint is tried. */
  event("trying", { host, port, security }),
  /** The server named another host (RFC 6120 4.9.3.19). */
  event("redirected", { host, port }),
  event("encrypted", { protocol: code, cipher: code }),
  event("certificate", {
    verdict: z.enum(["valid", "trusted-by-person", "refused"]),
    problems: z.array(z.enum(certificateProblems)),
  }),
  event("mechanisms-offered", { mechanisms: z.array(code).transform((names) => names.slice(0, 20)) }),
  event("signing-in", { mechanism: code, binding }),
  event("mechanism-refused", { mechanism: code, binding, condition: code }),
  event("signed-in", { mechanism: code, binding }),
  /** A fresh stream (RFC 6120 7). */
  event("bound", { isResumable: z.boolean() }),
  /** The earlier stream was resumed (XEP-0198 5). */
  event("resumed", {}),
  event("not-resumed", {}),
  /** One endpoint failed, and another one is tried. */
  event("endpoint-failed", { ...failure, stage }),
  /** The whole attempt failed. */
  event("connect-failed", { ...failure, stage }),
  event("stream-ended", { ...failure, by: z.enum(enders) }),
  /** The next attempt starts after this many seconds. */
  event("retry-planned", { seconds: count, attempt: count }),
  event("connection-check", { reason: z.enum(checkReasons) }),
  event("went-offline", {}),
  event("signed-out", {}),
  /** XEP-0092. Empty where the server does not say. */
  event("server-software", {
    name: z.string().transform(cleanText),
    version: z.string().transform(cleanText),
  }),
  /** The list is requested; `hasVersion`: only what changed since. */
  event("list-requested", { hasVersion: z.boolean() }),
  /** `isChanged`: a whole list came. Otherwise the server keeps to the version we have, and pushes the changes. */
  event("list-received", { isChanged: z.boolean(), contacts: count, isVersioned: z.boolean() }),
  event("list-failed", failure),
  event("edit-refused", { ...failure, edit: z.enum(editKinds) }),
  event("edits-paused", { reason: z.enum(["server", "disk"]) }),
  /** A request to see somebody's status came back. */
  event("request-failed", failure),
  /** A roster push was refused (RFC 6121 2.1.6). */
  event("push-refused", { reason: z.enum(["sender", "content"]) }),
  event("limit-reached", { what: z.enum(["requests", "messages"]) }),
  event("disk-trouble", {
    trouble: z.enum(["unwritable", "unreadable", "damaged", "incomplete"]),
    file: code,
    reason: code,
  }),
]);
export type DiagnosisEvent = z.output<typeof diagnosisEventSchema>;
export type DiagnosisKind = DiagnosisEvent["kind"];

/** Records what happened. Never throws. */
export type Note = (event: DiagnosisEvent) => void;
