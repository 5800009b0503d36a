import type { Failure } from "../../app/result.ts";
import { failureSentence } from "../../app/words/failure-sentence.ts";

/** What happened and what to do, spoken at once; nothing if nothing failed. */
export function FailureAlert({ failure }: { readonly failure: Failure | null }) {
  if (failure === null) return null;
  return (
    <p role="alert" className="alert">
      {failureSentence(failure)}
    </p>
  );
}
