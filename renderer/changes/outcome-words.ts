import type { Batch } from "../../app/batch.ts";
import type { Change } from "../../app/change.ts";
import { t } from "../../app/words/words.ts";
import type { Who } from "../store/toast.ts";
import { changeSentence } from "./change-words.ts";

type Progress = Pick<Batch, "state" | "count" | "done" | "refused">;

/** Whether the batch is finished and changed nobody, because edits were refused. */
export function hasFailed({ state, done, refused }: Progress): boolean {
  return state === "finished" && refused > 0 && done === 0;
}

/** What a batch is doing or has done, with the number of people it has changed. Without a batch, everything is done. */
export function outcomeSentence(change: Change, who: Who, batch: Progress | undefined): string {
  if (batch === undefined) return changeSentence(change, who);
  const { state, count, done, refused } = batch;
  if (hasFailed(batch))
    return changeSentence(change, count === refused ? who : { count: refused, name: undefined }, "failed");
  if (count === 1) return changeSentence(change, who);
  switch (state) {
    case "running":
    case "paused":
      return changeSentence(change, who, "doing");
    case "stopped":
      return t("change.stopped", { what: changeSentence(change, who, "doing"), done, count });
    case "held":
      return changeSentence(change, who);
    case "finished":
      return done === count ? changeSentence(change, who) : partly(change, done, count);
  }
}

function partly(change: Change, done: number, count: number): string {
  const what = changeSentence(change, { count: done, name: undefined });
  return isOfGroup(change) ? t("change.partly", { what, done, count }) : what;
}

/** Whether the sentence names a group and not the number of its people. */
function isOfGroup(change: Change): boolean {
  const { kind } = "of" in change ? change.of : change;
  return kind === "rename-group" || kind === "merge-group" || kind === "delete-group";
}
