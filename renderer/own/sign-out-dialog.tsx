import { t } from "../../app/words/words.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import { useCommandForm } from "../controls/use-command-form.ts";
import { useAccount, useKith } from "../store/use-kith.ts";

/** Asks before pending changes are lost. */
export function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const kith = useKith();
  const { account, waitingEdits } = useAccount();
  const { failure, submit } = useCommandForm(onClose);
  return (
    <DialogFrame title={t("sign-out.title")} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => void submit(() => kith.call("signOut", { account }))(event)}
      >
        <p>{t("sign-out.text", { edits: waitingEdits })}</p>
        <FailureAlert failure={failure} />
        <DialogActs submit={t("menu.sign-out")} onCancel={onClose} isDangerous />
      </form>
    </DialogFrame>
  );
}
