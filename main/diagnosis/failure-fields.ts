import type { DiagnosisEvent } from "../../app/diagnosis/event.ts";
import type { Failure, FailureDetails } from "../../app/result.ts";

type FailureFields = Omit<Extract<DiagnosisEvent, { kind: "list-failed" }>, "kind">;

/** The details that may be logged. The others are addresses, groups, and what a person typed. */
type Logged = Partial<FailureDetails["stream-too-large"] & FailureDetails["scram-too-weak"]>;

/** The part of a failure that is logged: its code, condition, endpoint and numbers. */
export function failureFields(failure: Failure): FailureFields {
  // Each of them is of this type wherever a failure has it.
  const values = failure.values as Logged;
  return {
    code: failure.code,
    condition: values.condition ?? values.what ?? null,
    domain: values.domain ?? null,
    host: values.host ?? null,
    port: values.port ?? null,
    iterations: values.iterations ?? null,
    min: values.min ?? null,
    max: values.max ?? null,
  };
}
