import { ChevronRight, Lock } from "lucide-react";
import { memo, use } from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { Marked } from "../find/marked.tsx";
import { NeedlesContext } from "../find/needles.ts";
import { draggedByHeading, isDropOn, isOver } from "../drag/dragging.ts";
import { useAccount } from "../store/use-kith.ts";
import type { DragState } from "../drag/drag.ts";
import { dropWords } from "../drag/drag-words.ts";
import { groupName } from "../rows/group-name.ts";
import type { GroupRow as Row } from "../rows/rows.ts";
import { type RowState, TreeRow } from "./tree-row.tsx";

/** A heading with its counts. During a drag it says what a drop here would do. */
export const GroupRow = memo(function GroupRow(props: RowState<Row>) {
  const { drags, ...frame } = props;
  const { row, top } = frame;
  const { people, session, readOnlyGroups, delimiter } = useAccount();
  const isOnline = session.state === "online";
  const { group, key, available, total } = row;
  const name = groupName(group === null ? null : row.label);
  const { groups: needles } = use(NeedlesContext);
  const over = useStore(drags, (state) => (isOver(state.over, group) ? state : null));
  const words = over === null ? null : promiseOf(over);
  const isReadOnlyGroup = group !== null && readOnlyGroups.includes(group);

  return (
    <TreeRow
      {...frame}
      label={
        <>
          {isOnline
            ? t("list.group", { group: name, available, total })
            : t("list.group-unknown", { group: name, total })}
          {isReadOnlyGroup && `, ${t("group.read-only")}`}
        </>
      }
      take={() => draggedByHeading(people.sorted(), group, key, delimiter)}
      aria-expanded={row.isExpanded}
      className="heading"
      data-target={words !== null || undefined}
      data-refusing={(over !== null && !isDropOn(over.over, group)) || undefined}
      data-stuck={top === null || undefined}
    >
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
    </TreeRow>
  );
});

function promiseOf({ over, dragged }: DragState) {
  return over === null || over.outcome === null || dragged === null ? null : dropWords(over.outcome, dragged);
}
