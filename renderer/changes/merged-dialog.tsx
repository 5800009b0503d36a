import { useEffect } from "react";
import type { Edit } from "../../app/edit.ts";
import type { Merge, MergeLine } from "../../app/merge.ts";
import { formatList, t } from "../../app/words/words.ts";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { groupName } from "../rows/group-name.ts";
import { mergeSentence } from "../rows/row-words.ts";
import { oneLine } from "../store/person.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { type ChangedElsewhere, useChangedElsewhere } from "./use-changed-elsewhere.ts";

/** The most people that are listed; further ones are only counted. */
const maxPeople = 200;

/** The people who were changed both here and elsewhere: the outcome, and what was lost and can still be done. */
export function MergedDialog({ onClose }: { readonly onClose: () => void }) {
  const kith = useKith();
  const { account } = useAccount();
  const changed = useChangedElsewhere();
  const isEmpty = changed.length === 0;
  useEffect(() => {
    if (isEmpty) onClose();
  }, [isEmpty, onClose]);
  const dismissAll = () => {
    onClose();
    void kith.run("dismissMerges", { account, contact: null });
    for (const { gone } of changed) if (gone) void kith.run("dismissEdit", { account, edit: gone.id });
  };
  return (
    <DialogFrame title={t("merged.title")} onClose={onClose}>
      <ul className="merged">
        {changed.slice(0, maxPeople).map((one) => (
          <Changed key={one.gone?.id ?? one.merge?.bareJid} {...one} />
        ))}
      </ul>
      {changed.length > maxPeople && (
        <p className="muted">{t("change.report-more", { count: changed.length - maxPeople })}</p>
      )}
      <div className="dialog-acts">
        <button type="button" className="button" onClick={dismissAll}>
          {t("merged.dismiss-all")}
        </button>
        <button type="button" className="button button-primary" onClick={onClose}>
          {t("dialog.close")}
        </button>
      </div>
    </DialogFrame>
  );
}

function Changed({ name, address, merge, gone }: ChangedElsewhere) {
  return (
    <li>
      <p className="merged-who">
        <bdi>{name}</bdi>
        {name !== address && <bdi className="muted">{address}</bdi>}
      </p>
      {merge?.lines.map((line) => (
        <Line key={line.code} merge={merge} line={line} name={name} />
      ))}
      {gone !== undefined && <Gone edit={gone} name={name} />}
    </li>
  );
}

function Line(props: { readonly merge: Merge; readonly line: MergeLine; readonly name: string }) {
  const { line, name } = props;
  const { bareJid } = props.merge;
  const kith = useKith();
  const { account } = useAccount();
  const act = putBackWords(line, name);
  return (
    <div className="merged-line">
      <p>{mergeSentence(line)}</p>
      {act !== null && (
        <button
          type="button"
          className="link"
          onClick={() => void kith.run("putBack", { account, contact: bareJid, code: line.code })}
        >
          <bdi>{act}</bdi>
        </button>
      )}
    </div>
  );
}

function Gone({ edit, name }: { readonly edit: Edit; readonly name: string }) {
  const kith = useKith();
  const { account } = useAccount();
  return (
    <div className="merged-line">
      <p>{t("merged.gone")}</p>
      <button
        type="button"
        className="link"
        onClick={() => void kith.run("addAgain", { account, edit: edit.id })}
      >
        <bdi>{t("merged.add-again", { name })}</bdi>
      </button>
    </div>
  );
}

/** The label of the button that makes the lost change; null if nothing was lost. */
function putBackWords({ lost }: MergeLine, name: string): string | null {
  const [first] = lost;
  if (first === undefined) return null;
  if (first.do === "remove") return t("merged.remove", { name });
  if (first.do === "rename") return t("merged.rename", { name: oneLine(first.name) || t("merged.no-name") });
  const groups = lost.flatMap((delta) => (delta.do === "join" ? [groupName(delta.group)] : []));
  return t("merged.join", { groups: formatList(groups) });
}
