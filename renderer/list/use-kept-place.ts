import { type RefObject, useLayoutEffect, useRef } from "react";
import type { Density } from "../../app/view.ts";
import { rowHeight } from "../rows/row-heights.ts";
import type { Row } from "../rows/rows.ts";
import type { RowKey } from "../store/row-id.ts";

/** Scrolls the list when rows come or go above the kept row, so that it stays where it is on screen. */
export function useKeptPlace(
  list: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  density: Density,
  keptRow: () => RowKey | null,
): void {
  const drawn = useRef(rows);
  useLayoutEffect(() => {
    if (drawn.current === rows || list.current === null) return;
    const key = keptRow();
    const shift = key === null ? 0 : topOf(rows, key, density) - topOf(drawn.current, key, density);
    if (shift !== 0 && !Number.isNaN(shift)) list.current.scrollBy(0, shift);
    drawn.current = rows;
  });
}

/** Where a row begins, in pixels from the start of the list; not a number when it is not there. */
function topOf(rows: readonly Row[], key: RowKey, density: Density): number {
  let top = 0;
  for (const row of rows) {
    if (row.key === key) return top;
    top += rowHeight(row, density);
  }
  return Number.NaN;
}
