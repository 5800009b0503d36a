import { useLayoutEffect, useRef } from "react";
import type { Row } from "../rows/rows.ts";
import type { RowKey } from "../store/row-id.ts";
import { useKith, useKithState } from "../store/use-kith.ts";
import { neighbour } from "./tree-moves.ts";

/** The current row. `key` is null until a person has chosen one; `index` is -1 in an empty list. */
export interface CurrentRow {
  readonly key: RowKey | null;
  readonly row: Row | undefined;
  readonly index: number;
}

/** Follows the current row; if it goes away, its neighbour becomes the current row. */
export function useCurrentRow(rows: readonly Row[], indexByKey: ReadonlyMap<RowKey, number>): CurrentRow {
  const kith = useKith();
  const key = useKithState((state) => state.screen.current);
  /** As last drawn. */
  const before = useRef({ rows, index: 0 });
  const known = key === null ? undefined : indexByKey.get(key);
  // The neighbour of a row that is gone is looked up in the list as it was drawn before.
  // oxlint-disable react/refs
  const row =
    known !== undefined
      ? rows[known]
      : key === null
        ? rows[Math.min(before.current.index, rows.length - 1)]
        : neighbour(before.current.rows, before.current.index, rows);
  // oxlint-enable react/refs
  const index = known ?? (row === undefined ? -1 : (indexByKey.get(row.key) ?? -1));
  const isGone = key !== null && known === undefined;

  useLayoutEffect(() => {
    before.current = { rows, index: Math.max(0, index) };
    if (isGone && row !== undefined) kith.setScreen({ current: row.key });
  });
  return { key, row, index };
}
