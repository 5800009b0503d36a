import { useState } from "react";
import { ok } from "../../app/result.ts";
import { typedGroups } from "../../app/typed.ts";
import { t } from "../../app/words/words.ts";
import { GroupInput } from "./group-input.tsx";
import { knownGroups } from "../store/known-groups.ts";
import { useCommandForm } from "../controls/use-command-form.ts";
import { FormDialog } from "../controls/form-dialog.tsx";
import { groupName } from "../rows/group-name.ts";
import { useAccount } from "../store/use-kith.ts";
import { mergeParts } from "../selection/members.ts";
import { useActs } from "../changes/use-acts.ts";

/** Merges one group into another, after showing how many people that are. The same as dropping a heading on a heading. */
export function MergeGroupDialog({
  group,
  onClose,
}: {
  readonly group: string;
  readonly onClose: () => void;
}) {
  const { people, delimiter } = useAccount();
  const acts = useActs();
  const [typed, setTyped] = useState("");
  const { failure, submit } = useCommandForm(onClose);
  const others = knownGroups(people).filter((other) => other !== group);
  const isChosen = typed.trim() !== "" && typed !== group;
  const target = isChosen ? typed : null;
  const merge = async () => {
    if (!isChosen) return ok(null);
    if (others.includes(typed)) return acts.mergeGroup(group, typed);
    const clean = typedGroups([typed]);
    return clean.ok ? acts.mergeGroup(group, clean.value[0] ?? "") : clean;
  };
  return (
    <FormDialog
      title={t("merge-groups.title")}
      failure={failure}
      submit={t("merge-groups.submit")}
      onSubmit={submit(merge)}
      onClose={onClose}
    >
      <p>
        {t("merge-groups.text", {
          count: mergeParts(people.sorted(), group, target, delimiter).moving.length,
          group: groupName(group),
        })}
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
    </FormDialog>
  );
}
