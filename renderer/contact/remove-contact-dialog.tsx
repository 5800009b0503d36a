import { t } from "../../app/words/words.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import type { Person } from "../store/person.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { useCommandForm } from "./use-command-form.ts";

/** Asks before somebody is taken off the list: it cannot be undone yet. */
export function RemoveContactDialog({
  person,
  onClose,
}: {
  readonly person: Person;
  readonly onClose: () => void;
}) {
  const kith = useKith();
  const { account } = useAccount();
  const { failure, submit } = useCommandForm(onClose);
  const remove = () => kith.call("removeContact", { account, contact: person.bareJid });
  return (
    <DialogFrame title={t("remove.title")} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(remove)(event)}>
        <p>
          <bdi>{t("remove.text", { name: person.name })}</bdi>
        </p>
        <p className="dialog-address muted">
          <bdi>{person.contact.address}</bdi>
        </p>
        <FailureAlert failure={failure} />
        <DialogActs submit={t("remove.submit")} onCancel={onClose} isDangerous />
      </form>
    </DialogFrame>
  );
}
