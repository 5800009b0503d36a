import { ChevronRight, Lock } from "lucide-react";
import { memo, use, useEffect, useRef } from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { Marked } from "../find/marked.tsx";
import { NeedlesContext } from "../find/needles.ts";
import { draggedByHeading, isDropOn, isOver, joinDrags } from "../drag/dragging.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import type { DragState, DragStore } from "../drag/drag.ts";
import { dropWords } from "../drag/drag-words.ts";
import { groupName } from "../rows/group-name.ts";
import type { GroupRow as Row } from "../rows/rows.ts";

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
  const kith = useKith();
  const { people, session, readOnlyGroups, delimiter } = useAccount();
  const isOnline = session.state === "online";
  const element = useRef<HTMLDivElement>(null);
  const { group, key, available, total } = row;
  const name = groupName(group === null ? null : row.label);
  const { groups: needles } = use(NeedlesContext);
  const over = useStore(drags, (state) => (isOver(state.over, group) ? state : null));
  const words = over === null ? null : promiseOf(over);
  const isReadOnlyGroup = group !== null && readOnlyGroups.includes(group);

  useEffect(() => {
    if (element.current === null || isReadOnly) return;
    const take = () => draggedByHeading(people.sorted(), group, key, delimiter);
    return joinDrags(element.current, group, take, kith.person);
  }, [kith, people, group, key, delimiter, isReadOnly]);

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
      data-key={key}
      data-target={words !== null || undefined}
      data-refusing={(over !== null && !isDropOn(over.over, group)) || undefined}
      data-stuck={top === null || undefined}
      style={top === null ? undefined : { transform: `translateY(${top}px)` }}
    >
      <span className="visually-hidden">
        {isOnline
          ? t("list.group", { group: name, available, total })
          : t("list.group-unknown", { group: name, total })}
        {isReadOnlyGroup && `, ${t("group.read-only")}`}
      </span>
      <ChevronRight className="heading-chevron" size={14} strokeWidth={2.25} aria-hidden="true" />
      <bdi className="heading-name" aria-hidden="true">
        {words?.promise ?? <Marked text={name} needles={needles} />}
      </bdi>
      {isReadOnlyGroup && (
        <span className="heading-mark" title={t("group.read-only")} aria-hidden="true">
          <Lock size={12} />
        </span>
      )}
      {words !== null && words.more !== "" && (
        <span className="heading-count" aria-hidden="true">
          {words.more}
        </span>
      )}
      {words === null && (
        <span className="heading-count" aria-hidden="true">
          <bdi>{isOnline ? t("list.count", { available, total }) : t("list.count-unknown", { total })}</bdi>
        </span>
      )}
    </div>
  );
});

function promiseOf({ over, dragged }: DragState) {
  return over === null || over.outcome === null || dragged === null ? null : dropWords(over.outcome, dragged);
}
