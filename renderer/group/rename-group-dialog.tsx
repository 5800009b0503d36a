import { useState } from "react";
import { ok } from "../../app/result.ts";
import { typedGroups } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { useCommandForm } from "../controls/use-command-form.ts";
import { FormDialog } from "../controls/form-dialog.tsx";
import { Field } from "../controls/field.tsx";
import { groupName } from "../rows/group-name.ts";
import { useAccount } from "../store/use-kith.ts";
import { mergeParts } from "../selection/members.ts";
import { useActs } from "../changes/use-acts.ts";

/** Renames a group. A name that exists already is a merge, so Kith asks first, with the counts. */
export function RenameGroupDialog({
  group,
  onClose,
}: {
  readonly group: string;
  readonly onClose: () => void;
}) {
  const { people, delimiter } = useAccount();
  const acts = useActs();
  const [name, setName] = useState(group);
  const { failure, submit } = useCommandForm(onClose);
  const exists = failure?.code === "group-exists" ? failure.values.group : null;
  const parts = exists === null ? null : mergeParts(people.sorted(), group, exists, delimiter);

  const rename = async () => {
    if (exists !== null) return acts.mergeGroup(group, exists);
    if (name === group) return ok(null);
    const typed = typedGroups([name]);
    return typed.ok ? acts.renameGroup(group, typed.value[0] ?? "") : typed;
  };
  return (
    <FormDialog
      title={t("rename-group.title")}
      failure={exists === null ? failure : null}
      submit={t(exists === null ? "rename-group.submit" : "merge-groups.submit")}
      onSubmit={submit(rename)}
      onClose={onClose}
    >
      {exists === null || parts === null ? (
        <Field
          label={t("rename-group.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onFocus={(event) => event.target.select()}
          autoComplete="off"
          autoFocus
          dir="auto"
          isWrong={failure !== null}
        />
      ) : (
        <p role="alert">
          {t("rename-group.exists", {
            group: groupName(group),
            to: groupName(exists),
            there: parts.there.length,
            count: parts.moving.length,
          })}
        </p>
      )}
    </FormDialog>
  );
}
