import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { RowKey } from "../store/row-id.ts";
import { rowElement, rowKeyAt } from "./row-element.ts";

/**
 * Keeps the focus of the list on the current row: after `wantFocus`, and whenever the row that had it goes away or is no
 * longer the current one. `hasFocus` says whether the focus is in the list.
 */
export function useRowFocus(
  list: RefObject<HTMLElement | null>,
  hasFocus: RefObject<boolean>,
  current: RowKey | null,
): { readonly wantFocus: () => void } {
  const isWanted = useRef(false);
  useLayoutEffect(() => {
    if (!isWanted.current && !(hasFocus.current && isElsewhere(current))) return;
    isWanted.current = false;
    rowElement(list.current, current)?.focus({ preventScroll: true });
  });
  return { wantFocus: useCallback(() => void (isWanted.current = true), []) };
}

/** Whether the focus is nowhere, or on another row, e.g. the neighbour of a renamed group. */
function isElsewhere(key: RowKey | null): boolean {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) return true;
  return activeElement.role === "treeitem" && rowKeyAt(activeElement) !== key;
}
