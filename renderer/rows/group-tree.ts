import { groupRef, type View } from "../../app/view.ts";

/** The text of a heading: the group's name without those of the groups it is nested in. */
export function groupLabel(path: readonly string[], delimiter: string): string {
  const own = path.at(-1) ?? "";
  const outer = path.at(-2);
  return outer === undefined ? own : own.slice(outer.length + delimiter.length);
}

/** Compares sibling groups: first the person's own order, then by name, and "No group" last. */
export function groupComparer(
  view: Pick<View, "groupOrder" | "handOrder">,
  collator: Intl.Collator,
): (a: string | null, b: string | null) => number {
  const places = new Map(
    view.groupOrder === "hand" ? view.handOrder.map((ref, place) => [ref, place] as const) : [],
  );
  const placeOf = (group: string | null) => places.get(groupRef(group)) ?? Number.MAX_SAFE_INTEGER;
  return (a, b) => {
    const byHand = placeOf(a) - placeOf(b);
    if (byHand !== 0) return byHand;
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return collator.compare(a, b) || (a < b ? -1 : 1);
  };
}
