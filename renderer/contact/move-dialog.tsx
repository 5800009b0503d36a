import { useState } from "react";
import { ok } from "../../app/result.ts";
import { typedGroups } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { dropOutcome } from "../list/drop-outcome.ts";
import { groupName } from "../list/group-row.tsx";
import type { Person } from "../store/person.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { GroupInput } from "./group-input.tsx";
import { knownGroups } from "./known-groups.ts";
import { useCommandForm } from "./use-command-form.ts";

/** What dragging does, without a mouse: out of this group into that one, or into one more. */
export function MoveDialog(props: {
  readonly person: Person;
  readonly from: string | null;
  readonly onClose: () => void;
}) {
  const { person, from, onClose } = props;
  const kith = useKith();
  const { account, people } = useAccount();
  const [typed, setTyped] = useState("");
  const { failure, submit } = useCommandForm(onClose);
  const others = knownGroups(people).filter((group) => !person.contact.groups.includes(group));

  const put = (isAdding: boolean) => async () => {
    const group = typedGroups([typed]);
    if (!group.ok) return group;
    const [to] = group.value;
    if (to === undefined) return ok(null);
    const { deltas } = dropOutcome(person.contact.groups, from, to, isAdding);
    if (deltas.length === 0) return ok(null);
    return kith.call("editContact", { account, contact: person.bareJid, deltas: [...deltas] });
  };
  const isEmpty = typed.trim() === "";
  return (
    <DialogFrame title={t("move.title")} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(put(false))(event)}>
        <p className="dialog-address muted">
          <bdi>{person.contact.address}</bdi>
        </p>
        <p>
          <bdi>
            {from === null
              ? t("move.text", { name: person.name })
              : t("move.text-from", { name: person.name, from: groupName(from) })}
          </bdi>
        </p>
        <GroupInput
          label={t("move.group")}
          value={typed}
          onChange={setTyped}
          groups={others}
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
            onClick={(event) => void submit(put(true))(event)}
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
