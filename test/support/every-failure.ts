import { type Failure, type FailureCode, failureCodes, type FailureDetails } from "../../app/result.ts";

/** Codes whose details can all be left out. */
export type BareCode = {
  [C in FailureCode]: Partial<FailureDetails[C]> extends FailureDetails[C] ? C : never;
}[FailureCode];

/** What the other codes must say; one that is missing here does not compile. */
const required: { readonly [C in Exclude<FailureCode, BareCode>]: FailureDetails[C] } = {
  "stream-too-large": { what: "list" },
  "scram-too-weak": { iterations: 1, min: 4_096, max: 1_000_000 },
  "scram-too-costly": { iterations: 9_000_000, min: 4_096, max: 1_000_000 },
  "bound-elsewhere": { address: "juliet@capulet.example", bound: "romeo@montague.example" },
  "address-invalid": { address: "@" },
  "address-is-contact": { address: "romeo@montague.example" },
  "address-has-resource": { address: "romeo@montague.example/orchard" },
  "group-too-long": { limit: 1 },
  "name-too-long": { limit: 1 },
  "too-many-groups": { limit: 1 },
  "group-exists": { group: "Friends" },
  "demo-unavailable": { reason: "EADDRINUSE" },
  "request-stale": { address: "romeo@montague.example" },
  "contact-gone": { address: "romeo@montague.example" },
  "unknown-group": { group: "Friends" },
  "already-signed-in": { address: "juliet@capulet.example" },
};

/** A failure of every code, with no more details than it must have. */
export const everyFailure: readonly Failure[] = failureCodes.map(
  (code) => ({ code, values: code in required ? required[code as keyof typeof required] : {} }) as Failure,
);
