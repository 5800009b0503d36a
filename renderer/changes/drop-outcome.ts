import { goesAlong } from "../../app/group-path.ts";
import { isStillThere } from "../selection/members.ts";
import type { Person } from "../store/person.ts";
import { distinct, type PersonId, type PersonRowId } from "../store/row-id.ts";

/** What is dragged or was cut: rows, or a whole group. */
export interface Dragged {
  readonly rows: readonly PersonRowId[];
  /** The group whose heading is dragged, or null; then `rows` are its people. */
  readonly wholeGroup: string | null;
}

/** What a drop here would do. `stays`: nothing, they are already there. `read-only`: the server does not allow it. */
export interface DropOutcome {
  readonly kind: "move" | "add" | "out" | "merge" | "stays" | "read-only";
  /** The group it is dropped on; null is "No group". */
  readonly to: string | null;
  /** The group whose heading is dragged, or null. */
  readonly wholeGroup: string | null;
  /** The rows it changes. */
  readonly rows: readonly PersonRowId[];
  /** How many people these are. */
  readonly count: number;
  /** How many of the dragged people are already in the group. */
  readonly alreadyThere: number;
}

/**
 * What a drop would do. Moving leaves the row's group and joins the target; the person's other groups stay. Adding only joins.
 * "No group" (null) cannot be joined, so moving there only leaves the row's group. People who have left the list or the row's group
 * are skipped. If a group is dropped on one nested in it, so are the people who are already in the target.
 */
export function dropOutcome(
  { rows, wholeGroup }: Dragged,
  to: string | null,
  isAdding: boolean,
  find: (id: PersonId) => Person | undefined,
  readOnlyGroups: readonly string[] = [],
  delimiter = "",
): DropOutcome {
  const there = rows.filter(({ person, group }) => isStillThere(find(person), group));
  const isIn = ({ person }: PersonRowId) => to !== null && isStillThere(find(person), to);
  const changed = there.filter((row) => {
    if (to === null) return row.group !== null && !isAdding;
    if (wholeGroup !== null && row.group !== null && !isAdding)
      return goesAlong(row.group, wholeGroup, to, delimiter);
    return isAdding || row.group === null ? !isIn(row) : row.group !== to;
  });
  const count = distinct(changed).length;
  const alreadyThere = distinct(there.filter((row) => row.group === to || isIn(row))).length;
  const kind =
    count === 0
      ? "stays"
      : to === null
        ? "out"
        : readOnlyGroups.includes(to)
          ? "read-only"
          : isAdding
            ? "add"
            : wholeGroup === null
              ? "move"
              : "merge";
  const isDone = kind !== "stays" && kind !== "read-only";
  return { kind, to, wholeGroup, rows: isDone ? changed : [], count, alreadyThere };
}
