import type { Change, DirectChange } from "../../app/change.ts";
import { t } from "../../app/words/words.ts";
import { groupName } from "../rows/group-name.ts";

/** "Moved 12 people to Family", or, on the way, "Moving 12 people to Family". */
export function changeSentence(change: Change, who: string, tense: "done" | "doing" = "done"): string {
  if (change.kind === "undo" || change.kind === "redo")
    return t(`${tense}.${change.kind}`, { what: directSentence(change.of, who, "done") });
  return directSentence(change, who, tense);
}

function directSentence(change: DirectChange, who: string, tense: "done" | "doing"): string {
  switch (change.kind) {
    case "add":
    case "rename":
    case "edit":
    case "groups":
    case "take-out":
    case "remove":
    case "ask":
      return t(`${tense}.${change.kind}`, { who });
    case "join":
      return t(`${tense}.join`, { who, to: groupName(change.group) });
    case "leave":
      return t(`${tense}.leave`, { who, group: groupName(change.group) });
    case "move":
      return t(`${tense}.move`, { who, to: groupName(change.to) });
    case "rename-group":
      return t(`${tense}.rename-group`, { group: groupName(change.group), to: groupName(change.to) });
    case "merge-group":
      return t(`${tense}.merge-group`, { group: groupName(change.group), to: groupName(change.into) });
    case "delete-group":
      return t(`${tense}.delete-group`, { group: groupName(change.group) });
  }
}

/** Somebody's name when it is one, and how many otherwise. */
export function whoWords(count: number, name: string | undefined): string {
  return count === 1 && name !== undefined ? name : t("people.count", { count });
}
