import { t } from "../../app/words/words.ts";
import { useCommandForm } from "../controls/use-command-form.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import { FailureAlert } from "../controls/failure-alert.tsx";
import type { AccountView } from "../store/account.ts";
import { useKith } from "../store/use-kith.ts";

/** Asks before an account and its files here are deleted, and says how many changes are lost with it. */
export function ForgetAccountDialog(props: {
  readonly view: AccountView;
  readonly onClose: () => void;
  readonly onForgotten: () => void;
}) {
  const { view, onClose, onForgotten } = props;
  const { account, own, waitingEdits: edits } = view;
  const kith = useKith();
  const { failure, submit } = useCommandForm(onForgotten);
  return (
    <DialogFrame title={t("forget.title")} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => void submit(() => kith.call("signOut", { account }))(event)}
      >
        <p>{t("forget.text", { address: own.address })}</p>
        {edits > 0 && <p className="alert">{t("forget.edits", { edits })}</p>}
        <FailureAlert failure={failure} />
        <DialogActs submit={t("forget.submit")} onCancel={onClose} isDangerous />
      </form>
    </DialogFrame>
  );
}
