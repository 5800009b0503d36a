import type { Row } from "../rows/rows.ts";

/** What a key does in the tree: go to a row, or expand or collapse a heading. */
export type TreeMove =
  | { readonly do: "go"; readonly index: number }
  | { readonly do: "expand" | "collapse"; readonly index: number };

/** How many rows Page Up and Page Down skip if the height of the window is unknown. */
const defaultPage = 10;

/**
 * The keyboard of a tree, after the WAI-ARIA Authoring Practices' treeview. `forward` is the arrow key that points in
 * reading direction: right, or left where the page runs from right to left. Undefined: not a key of the tree.
 */
export function treeMove(
  key: string,
  rows: readonly Row[],
  index: number,
  { isRightToLeft = false, page = defaultPage } = {},
): TreeMove | undefined {
  const row = rows[index];
  if (row === undefined) return undefined;
  const last = rows.length - 1;
  const [forward, back] = isRightToLeft ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
  switch (key) {
    case "ArrowDown":
      return { do: "go", index: Math.min(index + 1, last) };
    case "ArrowUp":
      return { do: "go", index: Math.max(index - 1, 0) };
    case "Home":
      return { do: "go", index: 0 };
    case "End":
      return { do: "go", index: last };
    case "PageDown":
      return { do: "go", index: Math.min(index + page, last) };
    case "PageUp":
      return { do: "go", index: Math.max(index - page, 0) };
    case forward:
      if (row.kind === "contact") return undefined;
      return row.isExpanded ? { do: "go", index: Math.min(index + 1, last) } : { do: "expand", index };
    case back:
      if (row.kind === "group" && row.isExpanded) return { do: "collapse", index };
      return row.level === 1 ? undefined : { do: "go", index: parentOf(rows, index) };
    default:
      return undefined;
  }
}

/** The heading that a row, or a nested heading, belongs to. */
function parentOf(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at--) if ((rows[at]?.level ?? 1) < level) return at;
  return index;
}

/** The heading of a row, or the heading itself. */
export function headingOf(rows: readonly Row[], index: number): number {
  for (let at = index; at >= 0; at--) if (rows[at]?.kind === "group") return at;
  return 0;
}

/**
 * Where the focus goes when the row at `index` of `before` is gone. From a person whose group was collapsed, it goes to the heading.
 * From a heading, it goes to the next sibling, or the previous one, or the parent, or a sibling of the parent, so that somebody who
 * deletes several groups stays on headings. In all other cases it goes to the row that is now at this index, or to the last row.
 */
export function neighbour(before: readonly Row[], index: number, rows: readonly Row[]): Row | undefined {
  const still = new Map(rows.map((row) => [row.key, row]));
  const found = (near: readonly (Row | undefined)[]) =>
    near.map((row) => row && still.get(row.key)).find((row) => row !== undefined);
  const gone = before[index];
  const atItsPlace = rows[Math.min(Math.max(index, 0), rows.length - 1)];
  const outer = outerOf(before, index);
  if (gone?.kind === "group")
    return found([index, ...outer].flatMap((at) => [before[at], ...besideIt(before, at)])) ?? atItsPlace;
  const heading = found(outer.map((at) => before[at]));
  const isShut = heading?.kind === "group" && !heading.isExpanded;
  return found([gone]) ?? (isShut ? heading : atItsPlace);
}

/** The indexes of the headings above a row in the tree, the nearest first. */
function outerOf(rows: readonly Row[], index: number): number[] {
  const outer: number[] = [];
  for (let at = parentOf(rows, index); at !== outer.at(-1) && at !== index; at = parentOf(rows, at))
    outer.push(at);
  return outer;
}

/** The siblings of a heading: those after it, then those before it, the nearest first. */
function besideIt(rows: readonly Row[], index: number): Row[] {
  const level = rows[index]?.level ?? 1;
  const until = (part: readonly Row[]) => {
    const end = part.findIndex((row) => row.level < level);
    return (end === -1 ? part : part.slice(0, end)).filter(
      (row) => row.kind === "group" && row.level === level,
    );
  };
  return [...until(rows.slice(index + 1)), ...until(rows.slice(0, index).toReversed())];
}
