import { t } from "../../app/words/words.ts";
import { useCommandForm } from "../contact/use-command-form.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { groupName } from "../list/group-name.ts";
import { useAccount } from "../store/use-kith.ts";
import { isStillThere } from "./person-in-group.ts";
import { useActs } from "./use-acts.ts";

/** The heading goes, the people stay: says how many they are, and how many are then in no group. */
export function DeleteGroupDialog({
  group,
  onClose,
}: {
  readonly group: string;
  readonly onClose: () => void;
}) {
  const { people } = useAccount();
  const acts = useActs();
  const { failure, submit } = useCommandForm(onClose);
  const members = people.sorted().filter((person) => isStillThere(person, group));
  const ungrouped = members.filter(({ contact }) => contact.groups.length === 1);
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
        <FailureAlert failure={failure} />
        <DialogActs submit={t("delete-group.submit")} onCancel={onClose} isDangerous />
      </form>
    </DialogFrame>
  );
}
