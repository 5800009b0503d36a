import { groupPath } from "../../app/group-path.ts";
import { groupRef, type View } from "../../app/view.ts";
import type { People } from "../store/people.ts";
import { groupComparer } from "./group-tree.ts";
import type { GroupRow, Row } from "./rows.ts";

/** Every group that has a heading, including the outer groups of nested ones. Null is "No group". */
export function everyGroup(
  people: People,
  view: Pick<View, "keptGroups">,
  delimiter: string,
): ReadonlySet<string | null> {
  const groups = new Set<string | null>([null]);
  const add = (group: string) => {
    if (!groups.has(group)) for (const outer of groupPath(group, delimiter)) groups.add(outer);
  };
  for (const person of people.sorted()) for (const group of person.contact.groups) add(group);
  for (const group of view.keptGroups) add(group);
  return groups;
}

/** The heading above or below this one among its siblings on screen; undefined at the end of them. */
export function siblingOf(rows: readonly Row[], row: GroupRow, step: -1 | 1): GroupRow | undefined {
  const start = rows.findIndex(({ key }) => key === row.key);
  if (start === -1) return undefined;
  for (let index = start + step; ; index += step) {
    const other = rows[index];
    // The siblings end at the next heading of a lower level, or with the list.
    if (other === undefined || (other.kind === "group" && other.level < row.level)) return undefined;
    if (other.kind === "group" && other.level === row.level) return other;
  }
}

/** The person's own order after a group has moved past its neighbour. Groups that are not on screen keep their places. */
export function movedPast(input: {
  readonly groups: ReadonlySet<string | null>;
  readonly view: Pick<View, "groupOrder" | "handOrder">;
  readonly collator: Intl.Collator;
  readonly group: string | null;
  readonly neighbour: string | null;
  readonly step: -1 | 1;
}): Pick<View, "groupOrder" | "handOrder"> {
  const { groups, view, collator, group, neighbour, step } = input;
  const refs = [...groups].sort(groupComparer(view, collator)).map(groupRef);
  const own = groupRef(group);
  const handOrder = refs.filter((ref) => ref !== own);
  handOrder.splice(handOrder.indexOf(groupRef(neighbour)) + (step === 1 ? 1 : 0), 0, own);
  return { groupOrder: "hand", handOrder };
}
