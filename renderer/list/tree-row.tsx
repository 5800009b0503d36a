import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { joinDrags, type Taken } from "../drag/dragging.ts";
import type { DragStore } from "../drag/drag.ts";
import type { Row } from "../rows/rows.ts";
import { useKith } from "../store/use-kith.ts";

/** The props that every row gets from the tree. */
export interface RowState<R extends Row> {
  readonly row: R;
  /** It is the one tab stop of the list. */
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly isReadOnly: boolean;
  /** Where it begins, in pixels from the start of the list; null while it sticks to the top. */
  readonly top: number | null;
  readonly drags: DragStore;
}

/**
 * The frame of a contact's row and of a heading: a treeitem that can be dragged and dropped on. `label` is its accessible name;
 * `take` returns what a drag of this row drags, or null for nothing.
 */
export function TreeRow(
  props: Omit<RowState<Row>, "drags"> &
    ComponentProps<"div"> & {
      readonly label: ReactNode;
      readonly take: () => Taken | null;
    },
) {
  const { row, isCurrent, isChosen, isReadOnly, top, label, take, children, ...rest } = props;
  const kith = useKith();
  const element = useRef<HTMLDivElement>(null);
  const newestTake = useRef(take);
  const { group } = row;
  useEffect(() => {
    newestTake.current = take;
  });
  useEffect(() => {
    if (element.current === null || isReadOnly) return;
    return joinDrags(element.current, group, () => newestTake.current(), kith.person);
  }, [kith, group, isReadOnly]);
  return (
    <div
      {...rest}
      ref={element}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-selected={isChosen}
      tabIndex={isCurrent ? 0 : -1}
      data-key={row.key}
      style={top === null ? undefined : { transform: `translateY(${top}px)` }}
    >
      <span className="visually-hidden">{label}</span>
      {children}
    </div>
  );
}
