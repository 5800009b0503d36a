import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { Density } from "../../app/view.ts";
import { headingHeight, rowHeight } from "../rows/row-heights.ts";
import type { Row } from "../rows/rows.ts";
import { headingOf } from "./tree-moves.ts";

/** Which rows are drawn and where; `stuckIndex` is the heading that sticks to the top of the list. */
export interface DrawnRows {
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly stuckIndex: RefObject<number>;
}

/** Draws what is in view with its heading, and the rows at `kept` (-1: none) wherever the list is scrolled to. */
export function useDrawnRows(
  list: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  density: Density,
  kept: readonly [number, number],
): DrawnRows {
  const stuckIndex = useRef(0);
  const [currentIndex, draggedIndex] = kept;
  // oxlint-disable-next-line react/incompatible-library -- Kith is not built with the React Compiler.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: (index) => rowHeight(rows[index], density),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 8,
    scrollPaddingStart: headingHeight,
    rangeExtractor: useCallback(
      (range: Range) => {
        stuckIndex.current = headingOf(rows, range.startIndex);
        const always = [stuckIndex.current, currentIndex, draggedIndex].filter((index) => index >= 0);
        return [...new Set([...always, ...defaultRangeExtractor(range)])].sort((a, b) => a - b);
      },
      [rows, currentIndex, draggedIndex],
    ),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, density]);
  return { virtualizer, stuckIndex };
}
