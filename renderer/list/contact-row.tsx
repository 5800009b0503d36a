import { memo, use, useEffect, useRef } from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { Marked } from "../find/marked.tsx";
import { NeedlesContext } from "../find/needles.ts";
import { shownLine } from "../find/shown-line.ts";
import { Face } from "../face/face.tsx";
import { useAccount, useKith, usePerson } from "../store/use-kith.ts";
import { isLeaving } from "../changes/acts.ts";
import { draggedByRow, isDropOn, joinDrags } from "../drag/dragging.ts";
import type { DragStore } from "../drag/drag.ts";
import { rowWords } from "../rows/row-words.ts";
import type { ContactRow as Row } from "../rows/rows.ts";

/** One person under one heading. Draws again for its own person only. */
export const ContactRow = memo(function ContactRow(props: {
  readonly row: Row;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly isCut: boolean;
  readonly isReadOnly: boolean;
  readonly top: number;
  readonly drags: DragStore;
}) {
  const { row, isCurrent, isChosen, isCut, isReadOnly, top, drags } = props;
  const { account, session } = useAccount();
  const kith = useKith();
  const person = usePerson(row.person);
  const element = useRef<HTMLDivElement>(null);
  const { texts: needles } = use(NeedlesContext);
  const { group, key } = row;
  const isTarget = useStore(drags, ({ over }) => isDropOn(over, group));
  const isDragged = useStore(drags, ({ dragged }) => dragged?.keys.has(key) === true);

  useEffect(() => {
    if (element.current === null || isReadOnly) return;
    const take = () => draggedByRow(kith.getState().screen.selection, key, kith.person);
    return joinDrags(element.current, group, take, kith.person);
  }, [kith, key, group, isReadOnly]);

  if (person === undefined) return null;
  const { bareJid } = person;
  const { label, line: usualLine, standing, refusal, merged } = rowWords(person, session.state === "online");
  const note = refusal ?? merged;
  const line = shownLine(person, usualLine, needles);
  const refused = person.edits.filter((edit) => edit.state === "refused");
  const answerRefusal = (answer: "retryEdit" | "dismissEdit") => {
    for (const edit of refused) void kith.run(answer, { account, edit: edit.id });
  };
  return (
    <div
      ref={element}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-selected={isChosen}
      tabIndex={isCurrent ? 0 : -1}
      className="row"
      data-key={key}
      data-standing={standing}
      data-target={isTarget || undefined}
      data-dragged={isDragged || undefined}
      data-cut={isCut || undefined}
      data-leaving={isLeaving(person) || undefined}
      data-under-way={person.edits.length > refused.length || undefined}
      data-recent={person.recent}
      title={person.recent && t(`recent.${person.recent}`)}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="visually-hidden">{label}</span>
      <div className="row-person" aria-hidden="true">
        <Face bareJid={bareJid} name={person.name} standing={standing} />
        <span className="row-text">
          <bdi className="row-name">
            <Marked text={person.name} needles={needles} />
          </bdi>
          {note === null && line !== "" && (
            <bdi className="row-line">
              <Marked text={line} needles={needles} />
            </bdi>
          )}
        </span>
      </div>
      {note !== null && (
        <div className="row-note" data-refused={refusal !== null || undefined}>
          <p title={note}>{note}</p>
          {!isReadOnly && refusal === null && (
            <span className="row-acts">
              <button
                type="button"
                tabIndex={-1}
                className="link"
                onClick={() => void kith.run("dismissMerges", { account, contact: bareJid })}
              >
                {t("merge.dismiss")}
              </button>
            </span>
          )}
          {!isReadOnly && refusal !== null && (
            <span className="row-acts">
              <button type="button" tabIndex={-1} className="link" onClick={() => answerRefusal("retryEdit")}>
                {t("edit.retry")}
              </button>
              <button
                type="button"
                tabIndex={-1}
                className="link"
                onClick={() => answerRefusal("dismissEdit")}
              >
                {t("edit.give-up")}
              </button>
            </span>
          )}
        </div>
      )}
    </div>
  );
});
