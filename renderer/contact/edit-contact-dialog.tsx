import { useState } from "react";
import { ok } from "../../app/result.ts";
import { shownAddress } from "../../app/shown-address.ts";
import { t } from "../../app/words/words.ts";
import { FormDialog } from "../controls/form-dialog.tsx";
import { Field } from "../controls/field.tsx";
import { useActs } from "../changes/use-acts.ts";
import type { Person } from "../store/person.ts";
import { useAccount } from "../store/use-kith.ts";
import { editDeltas } from "./edit-deltas.ts";
import { typedDraft } from "./groups-draft.ts";
import { GroupsField } from "./groups-field.tsx";
import { knownGroups } from "../store/known-groups.ts";
import { useCommandForm } from "../controls/use-command-form.ts";

/** A contact's name and groups. Only what the person changed here is sent. */
export function EditContactDialog({
  person,
  onClose,
}: {
  readonly person: Person;
  readonly onClose: () => void;
}) {
  const acts = useActs();
  const { people } = useAccount();
  const [before] = useState(person.contact);
  const [name, setName] = useState(before.name);
  const [groups, setGroups] = useState({ chosen: before.groups, typed: "" });
  const { failure, submit } = useCommandForm(onClose);
  const save = async () => {
    const deltas = editDeltas(before, { name, groups: typedDraft(groups) });
    return deltas.length === 0 ? ok(null) : acts.edit(person.id, deltas);
  };
  return (
    <FormDialog
      title={t("edit-contact.title")}
      failure={failure}
      submit={t("edit-contact.save")}
      onSubmit={submit(save)}
      onClose={onClose}
    >
      <p className="dialog-address muted">
        <bdi>{shownAddress(person.contact.address)}</bdi>
      </p>
      <Field
        label={t("add.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="off"
        dir="auto"
        isWrong={failure?.code === "name-too-long"}
      />
      <GroupsField draft={groups} onChange={setGroups} known={knownGroups(people)} isRoomy />
    </FormDialog>
  );
}
