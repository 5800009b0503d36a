import { useState } from "react";
import { fail, ok } from "../../app/result.ts";
import { typedGroups } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { FormDialog } from "../controls/form-dialog.tsx";
import { Field } from "../controls/field.tsx";
import { useCommandForm } from "../controls/use-command-form.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { rowKey } from "../store/row-id.ts";

/** Makes an empty group. Servers have no empty groups, so Kith stores it itself. */
export function NewGroupDialog({ onClose }: { readonly onClose: () => void }) {
  const kith = useKith();
  const { account, view } = useAccount();
  const [name, setName] = useState("");
  const { failure, submit } = useCommandForm(onClose);
  const create = async () => {
    const typed = typedGroups([name]);
    if (!typed.ok) return typed;
    const [group] = typed.value;
    if (group === undefined) return fail("group-name-missing");
    const others = view.keptGroups.filter((kept) => kept !== group);
    kith.setView(account, { keptGroups: [...others, group] });
    kith.setScreen({ current: rowKey({ person: null, group }) });
    return ok(null);
  };
  return (
    <FormDialog
      title={t("group.new-title")}
      failure={failure}
      submit={t("group.create")}
      onSubmit={submit(create)}
      onClose={onClose}
    >
      <Field
        label={t("add.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="off"
        dir="auto"
        hint={t("group.new-hint")}
        isWrong={failure !== null}
      />
    </FormDialog>
  );
}
