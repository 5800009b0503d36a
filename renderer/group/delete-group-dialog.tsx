import { groupPath, isWithin } from "../../app/group-path.ts";
import { t } from "../../app/words/words.ts";
import { useCommandForm } from "../controls/use-command-form.ts";
import { FormDialog } from "../controls/form-dialog.tsx";
import { groupName } from "../rows/group-name.ts";
import { useAccount } from "../store/use-kith.ts";
import { useActs } from "../changes/use-acts.ts";

/** Deletes a group and those nested in it; the people stay. Says how many they are, and how many will be in no group. */
export function DeleteGroupDialog({
  group,
  onClose,
}: {
  readonly group: string;
  readonly onClose: () => void;
}) {
  const { people, delimiter } = useAccount();
  const acts = useActs();
  const { failure, submit } = useCommandForm(onClose);
  const below = (one: string) => isWithin(one, group, delimiter);
  const members = people.sorted().filter(({ contact }) => contact.groups.some(below));
  const ungrouped = members.filter(({ contact }) => contact.groups.every(below));
  const nested = new Set(
    members
      .flatMap(({ contact }) => contact.groups)
      .flatMap((one) => groupPath(one, delimiter).filter((outer) => outer !== group && below(outer))),
  );
  return (
    <FormDialog
      title={t("delete-group.title")}
      failure={failure}
      submit={t("delete-group.submit")}
      onSubmit={submit(() => acts.deleteGroup(group))}
      onClose={onClose}
      isDangerous
    >
      <p>
        {t("delete-group.text", {
          count: members.length,
          ungrouped: ungrouped.length,
          group: groupName(group),
        })}
      </p>
      {nested.size > 0 && <p>{t("delete-group.nested", { count: nested.size })}</p>}
    </FormDialog>
  );
}
