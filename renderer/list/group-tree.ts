import { groupRef, type View } from "../../app/view.ts";

/** Deeper than this the rest of a name is one group's: a name of a thousand delimiters must not make a thousand headings. */
const maxDepth = 4;

/**
 * The way from the outermost group to this one, the group itself last. XEP-0083: a delimiter that the server keeps for all
 * clients stands between the names of nested groups. A name with an empty part, or no delimiter, is one group.
 */
export function groupPath(group: string, delimiter: string): readonly string[] {
  if (delimiter === "" || !group.includes(delimiter)) return [group];
  const parts = group.split(delimiter);
  if (parts.some((part) => part.trim() === "")) return [group];
  const path: string[] = [];
  let end = 0;
  for (const part of parts.slice(0, maxDepth - 1)) {
    end += part.length;
    path.push(group.slice(0, end));
    end += delimiter.length;
  }
  if (parts.length >= maxDepth) path.push(group);
  return path;
}

/** What a heading says: the group's name without those of the groups it is nested in. */
export function groupLabel(path: readonly string[], delimiter: string): string {
  const own = path.at(-1) ?? "";
  const outer = path.at(-2);
  return outer === undefined ? own : own.slice(outer.length + delimiter.length);
}

/** Compares groups that stand side by side: by hand where they were put so, the others after them by name; nobody's last. */
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
