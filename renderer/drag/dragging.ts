import { type DragState, makeDraggable, makeDropTarget } from "./drag.ts";
import { dragGhost } from "./drag-ghost.ts";
import { draggedWords } from "./drag-words.ts";
import type { Dragged } from "../changes/drop-outcome.ts";
import type { Person } from "../store/person.ts";
import { type PersonId, rowKey, type RowKey } from "../store/row-id.ts";
import type { Selection } from "../store/screen.ts";
import { isStillThere, membersBelow } from "../selection/members.ts";
import { personRows } from "../selection/selection.ts";

/** Who or what is dragged, and the keys of the rows that show it. */
export type Taken = NonNullable<DragState["dragged"]>;
type Find = (id: PersonId) => Person | undefined;

/** Dragging a selected row drags the whole selection; another row is dragged alone. */
export function draggedByRow(selection: Selection, key: RowKey, find: Find): Taken | null {
  const keys = selection.keys.has(key) ? selection.keys : new Set([key]);
  const rows = personRows(keys).filter(({ person, group }) => isStillThere(find(person), group));
  return rows.length === 0 ? null : { rows, wholeGroup: null, key, keys };
}

/** Dragging a heading drags everybody in the group and in those nested in it, on screen or not. */
export function draggedByHeading(
  people: readonly Person[],
  group: string | null,
  key: RowKey,
  delimiter: string,
): Taken | null {
  const rows = membersBelow(people, group, delimiter);
  if (rows.length === 0) return null;
  return { rows, wholeGroup: group, key, keys: new Set(rows.map(rowKey)) };
}

/** Makes a row draggable and a drop target. `take` returns what is dragged, or null for nothing. Returns a function that ends both. */
export function joinDrags(
  element: HTMLElement,
  group: string | null,
  take: () => Taken | null,
  find: Find,
): () => void {
  const stopTarget = makeDropTarget(element, { group });
  const stopDrag = makeDraggable(element, take, (dragged) => ghostOf(dragged, find));
  return () => {
    stopTarget();
    stopDrag();
  };
}

/** The label at the pointer. */
function ghostOf(dragged: Dragged, find: Find): HTMLElement {
  return dragGhost(draggedWords(dragged, nameOfFirst(dragged, find)), dragged.rows.length > 1);
}

/** The name for a drag of one person. */
export function nameOfFirst({ rows }: Dragged, find: Find): string | undefined {
  const [first] = rows;
  return first && find(first.person)?.name;
}

/** Whether the drag is over this group. */
export function isOver(over: DragState["over"], group: string | null): boolean {
  return over !== null && over.target !== "new-group" && over.target.group === group;
}

/** Whether a drop now would change this group. */
export function isDropOn(over: DragState["over"], group: string | null): boolean {
  return isOver(over, group) && (over?.outcome?.rows.length ?? 0) > 0;
}
