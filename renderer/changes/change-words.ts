import type { Change, DirectChange } from "../../app/change.ts";
import { t } from "../../app/words/words.ts";
import { groupName } from "../rows/group-name.ts";
import type { Who } from "../store/toast.ts";

type Tense = "done" | "doing" | "failed";

/**
 * "Moved 12 people to Family", "Moving 12 people to Family" while it is in progress, or "Could not move 12 people to Family". For
 * an undo, the state that is restored: "Romeo is back". For a redo, the same as for the first time.
 */
export function changeSentence(change: Change, who: Who, tense: Tense = "done"): string {
  if (change.kind === "redo") return directSentence(change.of, who, tense);
  if (change.kind !== "undo") return directSentence(change, who, tense);
  return tense === "done"
    ? directSentence(change.of, who, "undone")
    : t(`${tense}.undo`, { who: whoWords(who.count, who.name) });
}

function directSentence(change: DirectChange, people: Who, tense: Tense | "undone"): string {
  const { count } = people;
  const who = whoWords(count, people.name);
  switch (change.kind) {
    case "add":
    case "rename":
    case "edit":
    case "groups":
    case "take-out":
    case "remove":
    case "ask":
      return t(`${tense}.${change.kind}`, { who, count });
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

/** The name of one person, or how many people there are. */
export function whoWords(count: number, name: string | undefined): string {
  return count === 1 && name !== undefined ? name : t("people.count", { count });
}
