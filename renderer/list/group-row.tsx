import { ChevronRight } from "lucide-react";
import { memo, use, useEffect, useRef } from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { Marked } from "../find/marked.tsx";
import { NeedlesContext } from "../find/needles.ts";
import { oneLine } from "../store/person.ts";
import { useAccount } from "../store/use-kith.ts";
import { type DragState, type DragStore, makeDropTarget } from "./drag.ts";
import type { GroupRow as Row } from "./rows.ts";

/** A heading with its counts. During a drag it says what letting go here would do. */
export const GroupRow = memo(function GroupRow(props: {
  readonly row: Row;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly isReadOnly: boolean;
  /** Null while it sticks to the top of the list. */
  readonly top: number | null;
  readonly drags: DragStore;
}) {
  const { row, isCurrent, isChosen, isReadOnly, top, drags } = props;
  const isOnline = useAccount().session.state === "online";
  const element = useRef<HTMLDivElement>(null);
  const { group, available, total } = row;
  const name = group === null ? groupName(null) : oneLine(row.label);
  const { groups: needles } = use(NeedlesContext);
  const promise = useStore(drags, ({ over, dragged }) =>
    over !== null && over.group === group ? dropWords(over, dragged) : null,
  );

  useEffect(() => {
    if (element.current === null || isReadOnly) return;
    return makeDropTarget(element.current, group);
  }, [group, isReadOnly]);

  return (
    <div
      ref={element}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-expanded={row.isExpanded}
      aria-selected={isChosen}
      tabIndex={isCurrent ? 0 : -1}
      className="heading"
      data-key={row.key}
      data-target={promise !== null || undefined}
      data-stuck={top === null || undefined}
      style={top === null ? undefined : { transform: `translateY(${top}px)` }}
    >
      <span className="visually-hidden">
        {isOnline
          ? t("list.group", { group: name, available, total })
          : t("list.group-unknown", { group: name, total })}
      </span>
      <ChevronRight className="heading-chevron" size={14} strokeWidth={2.25} aria-hidden="true" />
      <bdi className="heading-name" aria-hidden="true">
        {promise ?? <Marked text={name} needles={needles} />}
      </bdi>
      {promise === null && (
        <span className="heading-count" aria-hidden="true">
          <bdi>{isOnline ? t("list.count", { available, total }) : t("list.count-unknown", { total })}</bdi>
        </span>
      )}
    </div>
  );
});

/** A group's name as it is shown; null is the group of those in none. */
export function groupName(group: string | null): string {
  return group === null ? t("list.no-group") : oneLine(group);
}

function dropWords(
  { group, outcome }: NonNullable<DragState["over"]>,
  dragged: DragState["dragged"],
): string {
  const from = groupName(dragged?.from ?? null);
  switch (outcome.kind) {
    case "out":
      return t("drag.out", { group: from });
    case "stays":
      return group === null ? t("drag.nothing") : t("drag.already", { group: groupName(group) });
    case "move":
    case "add":
      return t(`drag.${outcome.kind}`, { group: groupName(group) });
  }
}
