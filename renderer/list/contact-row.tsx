import { memo, use } from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { Marked } from "../find/marked.tsx";
import { NeedlesContext } from "../find/needles.ts";
import { shownLine } from "../find/shown-line.ts";
import { Face } from "../face/face.tsx";
import { useAccount, useKith, usePerson } from "../store/use-kith.ts";
import { isLeaving } from "../changes/acts.ts";
import { draggedByRow, isDropOn } from "../drag/dragging.ts";
import { rowWords } from "../rows/row-words.ts";
import type { ContactRow as Row } from "../rows/rows.ts";
import { type RowState, TreeRow } from "./tree-row.tsx";

/** One person under one heading. Renders again only for its own person. */
export const ContactRow = memo(function ContactRow(props: RowState<Row> & { readonly isCut: boolean }) {
  const { isCut, drags, ...frame } = props;
  const { row, isReadOnly } = frame;
  const { account, session } = useAccount();
  const kith = useKith();
  const person = usePerson(row.person);
  const { texts: needles } = use(NeedlesContext);
  const { group, key } = row;
  const isTarget = useStore(drags, ({ over }) => isDropOn(over, group));
  const isDragged = useStore(drags, ({ dragged }) => dragged?.keys.has(key) === true);

  if (person === undefined) return null;
  const { bareJid } = person;
  const {
    label,
    line: usualLine,
    availability,
    refusal,
    merged,
  } = rowWords(person, session.state === "online");
  const note = refusal ?? merged;
  const line = shownLine(person, usualLine, needles);
  const refused = person.edits.filter((edit) => edit.state === "refused");
  const answerRefusal = (answer: "retryEdit" | "dismissEdit") => {
    for (const edit of refused) void kith.run(answer, { account, edit: edit.id });
  };
  return (
    <TreeRow
      {...frame}
      label={label}
      take={() => draggedByRow(kith.getState().screen.selection, key, kith.person)}
      className="row"
      data-availability={availability}
      data-target={isTarget || undefined}
      data-dragged={isDragged || undefined}
      data-cut={isCut || undefined}
      data-leaving={isLeaving(person) || undefined}
      data-under-way={person.edits.length > refused.length || undefined}
      data-recent={person.recent}
      title={person.recent && t(`recent.${person.recent}`)}
    >
      <div className="row-person" aria-hidden="true">
        <Face bareJid={bareJid} name={person.name} availability={availability} />
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
    </TreeRow>
  );
});
