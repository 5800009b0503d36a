import type { Line, StoredEdit, Upsert } from "./line.ts";

/** A readable line, and its place in the file. */
export interface Placed {
  readonly at: number;
  readonly line: Line;
}

/**
 * Returns the edits of a damaged journal that may be over, marked as doubtful: the line that ended them may be
 * unreadable.
 *
 * Each line repeats what the line before it ended (see `journal.ts`), so one damaged line between two readable ones
 * hides no end. Several in a row, or damage at the end of the file, may hide one. The first `kept` lines after the
 * header end nothing.
 */
export function doubtsOf(lines: readonly Placed[], kept: number, isTailDamaged: boolean): Line {
  const end = isTailDamaged ? Infinity : lastHiding(lines, kept);
  const newest = new Map<string, { at: number; state: StoredEdit | null }>();
  for (const { at, line } of lines)
    for (const upsert of line) if ("edit" in upsert) newest.set(upsert.edit, { at, state: upsert.state });
  return [...newest].flatMap(([edit, { at, state }]): Upsert[] =>
    state === null || at >= end ? [] : [{ edit, state: { ...state, isDoubtful: true } }],
  );
}

/** The place of the readable line after the last gap that may hide an end; 0 if there is none. */
function lastHiding(lines: readonly Placed[], kept: number): number {
  let before = 0;
  let last = 0;
  for (const { at } of lines) {
    const hidden = at - 1 - Math.max(before, kept);
    if (hidden > 1) last = at;
    before = at;
  }
  return last;
}
