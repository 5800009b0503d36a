import { type FormEvent, useState } from "react";
import type { Failure, Result } from "../../app/result.ts";

/**
 * A dialog's form that sends a command to main: closes if the command was accepted, otherwise shows why not and keeps what
 * was typed. A second submission while one is in flight does nothing.
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
