import { groupPath, isWithin } from "../../app/group-path.ts";
import { t } from "../../app/words/words.ts";
import { useCommandForm } from "../controls/use-command-form.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { groupName } from "../rows/group-name.ts";
import { useAccount } from "../store/use-kith.ts";
import { useActs } from "../changes/use-acts.ts";

/** The heading goes with those nested in it, the people stay: says how many they are, and how many are then in no group. */
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
    <DialogFrame title={t("delete-group.title")} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(() => acts.deleteGroup(group))(event)}>
        <p>
          {t("delete-group.text", {
            count: members.length,
            ungrouped: ungrouped.length,
            group: groupName(group),
          })}
        </p>
        {nested.size > 0 && <p>{t("delete-group.nested", { count: nested.size })}</p>}
        <FailureAlert failure={failure} />
        <DialogActs submit={t("delete-group.submit")} onCancel={onClose} isDangerous />
      </form>
    </DialogFrame>
  );
}
