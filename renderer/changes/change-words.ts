import { type Batch, type BatchKind, batchKinds, type BatchValues } from "../../app/batch.ts";
import type { WordKey } from "../../app/words/en.ts";
import { t } from "../../app/words/words.ts";
import { groupName } from "../rows/group-name.ts";

/** Sentences that `done.` and `doing.` have both. */
type Act = Exclude<BatchKind, "undo" | "redo"> | "join" | "leave" | "leave-several";

/** "Moved 12 people to Family", or, on the way, "Moving 12 people to Family". */
export function changeSentence(
  change: Pick<Batch, "what" | "values">,
  who: string,
  tense: "done" | "doing" = "done",
): string {
  const { what, values } = change;
  if (what === "undo" || what === "redo") {
    const undone = { what: kindOf(values["of"]), values };
    return t(`${tense}.${what}`, { what: changeSentence(undone, who) });
  }
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? groupName(value) : value,
    ]),
  );
  const key: WordKey = `${tense}.${actOf(what, values)}`;
  return t(key, { group: "", to: "", ...shown, who });
}

/** Somebody's name when it is one, and how many otherwise. */
export function whoWords(count: number, name: string | undefined): string {
  return count === 1 && name !== undefined ? name : t("people.count", { count });
}

function actOf(what: Exclude<BatchKind, "undo" | "redo">, values: BatchValues): Act {
  if (what === "move") return "to" in values ? "move" : "leave-several";
  if (what !== "groups") return what;
  return "to" in values ? "join" : "group" in values ? "leave" : "groups";
}

/** Main says the kind of what was undone among the values, where any text may stand. */
function kindOf(value: string | number | undefined): BatchKind {
  return batchKinds.find((kind) => kind === value) ?? "edit";
}
