import { useState } from "react";
import { ok } from "../../app/result.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { typedGroups } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { groupName } from "../rows/group-name.ts";
import { whoWords } from "../changes/change-words.ts";
import { distinct, type PersonRowId } from "../store/row-id.ts";
import { useActs } from "../changes/use-acts.ts";
import { dropOutcome } from "../changes/drop-outcome.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { GroupInput } from "../group/group-input.tsx";
import { knownGroups } from "../store/known-groups.ts";
import { useCommandForm } from "../controls/use-command-form.ts";

/** What dragging does, without a mouse: moves people to a group, or adds a group. */
export function MoveDialog(props: { readonly rows: readonly PersonRowId[]; readonly onClose: () => void }) {
  const { rows, onClose } = props;
  const kith = useKith();
  const { people } = useAccount();
  const acts = useActs();
  const [typed, setTyped] = useState("");
  const { failure, submit } = useCommandForm(onClose);
  const persons = distinct(rows)
    .map(kith.person)
    .filter((person) => person !== undefined);
  const [one, ...others] = persons;
  // Another device removed them meanwhile, so there is nobody to move.
  if (one === undefined) return null;
  const isOne = others.length === 0;
  const from = isOne && rows.length === 1 ? (rows[0]?.group ?? null) : null;
  const who = whoWords(persons.length, one.name);
  const offered = knownGroups(people).filter((group) => !isOne || !one.contact.groups.includes(group));

  const moveOrAdd = (isAdding: boolean) => async () => {
    const group = typedGroups([typed]);
    if (!group.ok) return group;
    // `typedGroups` cleans the name. An existing group must keep the server's exact name.
    const to = offered.includes(typed) ? typed : group.value[0];
    if (to === undefined) return ok(null);
    const outcome = dropOutcome({ rows, wholeGroup: null }, to, isAdding, kith.person);
    return outcome.rows.length === 0 ? ok(null) : acts.applyDrop(outcome);
  };
  const isEmpty = typed.trim() === "";
  return (
    <DialogFrame title={t("move.title")} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(moveOrAdd(false))(event)}>
        {isOne && (
          <p className="dialog-address muted">
            <bdi>{shownAddress(one.contact.address)}</bdi>
          </p>
        )}
        <p>
          <bdi>
            {from === null ? t("move.text", { who }) : t("move.text-from", { who, from: groupName(from) })}
          </bdi>
        </p>
        <GroupInput
          label={t("move.group")}
          value={typed}
          onChange={setTyped}
          groups={offered}
          onPick={setTyped}
          autoFocus
          isRoomy
          placeholder={t("groups.hint")}
        />
        <FailureAlert failure={failure} />
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>
            {t("dialog.cancel")}
          </button>
          <button
            type="button"
            className="button"
            disabled={isEmpty}
            onClick={(event) => void submit(moveOrAdd(true))(event)}
          >
            {t("move.add")}
          </button>
          <button type="submit" className="button button-primary" disabled={isEmpty}>
            {t("move.move")}
          </button>
        </div>
      </form>
    </DialogFrame>
  );
}
