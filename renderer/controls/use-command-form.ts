import { type FormEvent, useState } from "react";
import type { Failure, Result } from "../../app/result.ts";

/**
 * A dialog's form whose answer comes from main: closes when the command was taken, otherwise shows why not and stays as it
 * was filled in. A second submission while one is under way does nothing.
 */
export function useCommandForm(onDone: () => void) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = (command: () => Promise<Result<unknown>>) => async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    setFailure(null);
    const answer = await command();
    setIsBusy(false);
    if (answer.ok) onDone();
    else setFailure(answer.failure);
  };
  return { failure, submit };
}
