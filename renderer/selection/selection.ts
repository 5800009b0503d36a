import type { Row } from "../rows/rows.ts";
import type { Person } from "../store/person.ts";
import { type PersonId, personKeyIn, type PersonRowId, readRowKey, type RowKey } from "../store/row-id.ts";
import type { Selection } from "../store/screen.ts";
import { isStillThere } from "./members.ts";

/**
 * Selects or deselects a row. A heading selects all visible rows under it, or deselects them if all were selected. If nothing was
 * selected, the anchor is selected too.
 */
export function toggled(selection: Selection, rows: readonly Row[], index: number): Selection {
  const row = rows[index];
  if (row === undefined) return selection;
  const { anchor } = selection;
  const isAnchorShown = rows.some(({ key }) => key === anchor);
  const keys = new Set(isAnchorShown ? started(selection, anchor).keys : selection.keys);
  const meant = row.kind === "contact" ? [row.key] : keysBelow(rows, index);
  const wasAlone = selection.keys.size === 0 && row.key === anchor;
  const isLeaving = !wasAlone && meant.every((key) => keys.has(key));
  for (const key of meant) {
    if (isLeaving) keys.delete(key);
    else keys.add(key);
  }
  return { keys, anchor: row.key };
}

/** Selects everybody between the anchor and this row, instead of the old selection or (`isAdding`) in addition to it. */
export function extended(
  selection: Selection,
  rows: readonly Row[],
  index: number,
  current: RowKey | null,
  isAdding = false,
): Selection {
  const anchor = selection.anchor ?? current ?? rows[index]?.key ?? null;
  const found = rows.findIndex(({ key }) => key === anchor);
  const start = found === -1 ? index : found;
  const between = rows.slice(Math.min(start, index), Math.max(start, index) + 1);
  const keys = new Set(isAdding ? selection.keys : []);
  for (const row of between) if (row.kind === "contact") keys.add(row.key);
  return { keys, anchor };
}

/** Selects every visible person. */
export function all(rows: readonly Row[]): Selection {
  const keys = rows.filter(({ kind }) => kind === "contact").map(({ key }) => key);
  return { keys: new Set(keys), anchor: null };
}

/** If nothing is selected, selects the current row, so that it stays selected when the focus moves on. */
export function started(selection: Selection, current: RowKey | null): Selection {
  if (selection.keys.size > 0 || current === null || readRowKey(current).person === null) return selection;
  return { keys: new Set([current]), anchor: current };
}

/** Deselects people who left the list or their group. Returns the same object if nobody did. */
export function pruned(selection: Selection, find: (id: PersonId) => Person | undefined): Selection {
  const gone = [...selection.keys].filter((key) => {
    const { person, group } = readRowKey(key);
    return person === null || !isStillThere(find(person), group);
  });
  if (gone.length === 0) return selection;
  const keys = new Set(selection.keys);
  for (const key of gone) keys.delete(key);
  return { keys, anchor: selection.anchor };
}

/** The rows that an act applies to: the selected ones, or the current one if none is selected. */
export function chosenRows(selection: Selection, current: RowKey | null): PersonRowId[] {
  const keys = selection.keys.size > 0 ? [...selection.keys] : current === null ? [] : [current];
  return personRows(keys);
}

/** The rows without headings. */
export function personRows(keys: Iterable<RowKey>): PersonRowId[] {
  return [...keys].map(readRowKey).filter((row) => row.person !== null);
}

/** How many people these rows show. A person in two groups counts once. */
export function countPeople(keys: Iterable<RowKey>): number {
  const people = new Set([...keys].map(personKeyIn));
  people.delete(null);
  return people.size;
}

/** How many of the selected people are not visible, because their groups are collapsed or a search leaves them out. */
export function countHidden({ keys }: Selection, rows: readonly Row[]): number {
  if (keys.size === 0) return 0;
  const shown = rows.filter(({ key }) => keys.has(key)).map(({ key }) => key);
  return countPeople(keys) - countPeople(shown);
}

/** The people under a heading, including those in nested groups. */
function keysBelow(rows: readonly Row[], heading: number): RowKey[] {
  const keys: RowKey[] = [];
  const level = rows[heading]?.level ?? 0;
  for (const row of rows.slice(heading + 1)) {
    if (row.level <= level) break;
    if (row.kind === "contact") keys.push(row.key);
  }
  return keys;
}
