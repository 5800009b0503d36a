import { t } from "../../app/words/words.ts";
import { whoWords } from "../changes/change-words.ts";
import type { Dragged, DropOutcome } from "../changes/drop-outcome.ts";
import { groupName } from "../rows/group-name.ts";
import { distinct } from "../store/row-id.ts";

/** What is being dragged: a name, "12 people", or a group with its people. */
export function draggedWords({ rows, wholeGroup }: Dragged, nameOfFirst: string | undefined): string {
  const count = distinct(rows).length;
  return wholeGroup === null
    ? whoWords(count, nameOfFirst)
    : t("drag.whole-group", { group: groupName(wholeGroup), count });
}

/** What a drop would do, as a sentence. `more` counts the people who are already in the group; empty if there are none. */
export function dropWords(
  outcome: DropOutcome,
  dragged: Dragged,
): { readonly promise: string; readonly more: string } {
  const { kind, to, count, alreadyThere } = outcome;
  const group = groupName(to);
  const more = alreadyThere > 0 && to !== null ? t("drag.already-some", { count: alreadyThere }) : "";
  switch (kind) {
    case "stays": {
      const people = distinct(dragged.rows).length;
      return {
        promise: t(to === null ? "drag.no-group" : "drag.already", { group, count: people }),
        more: "",
      };
    }
    case "read-only":
      return { promise: t("drag.read-only", { group }), more: "" };
    case "out": {
      const [from, ...others] = new Set(outcome.rows.map((row) => row.group));
      const promise =
        others.length === 0 ? t("drag.out", { group: groupName(from ?? null) }) : t("drag.out-several");
      return { promise, more };
    }
    case "merge":
      return { promise: t("drag.merge", { group, count }), more };
    case "move":
    case "add":
      return { promise: t(`drag.${kind}`, { group }), more };
  }
}

/** What a drop would do, in one short sentence for screen readers. */
export function spokenDropWords({ kind, to, count, alreadyThere }: DropOutcome): string {
  const isSome = alreadyThere > 0 && kind !== "stays" && kind !== "read-only";
  return [
    t(`drag.says-${kind}`, { group: groupName(to), count }),
    isSome ? t("drag.says-already", { count: alreadyThere }) : "",
  ]
    .filter(Boolean)
    .join(", ");
}
