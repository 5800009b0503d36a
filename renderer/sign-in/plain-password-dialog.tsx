import type { FormEvent } from "react";
import { t } from "../../app/words/words.ts";
import { DialogActs, DialogFrame } from "../controls/dialog-frame.tsx";
import type { AccountView } from "../store/account.ts";

/** Asks whether this account's server may get the password itself, although it offered a safer way before. */
export function PlainPasswordDialog(props: {
  readonly view: AccountView;
  readonly onClose: () => void;
  /** The person agreed. */
  readonly onSend: () => void;
}) {
  const { view, onClose, onSend } = props;
  const domain = view.account.slice(view.account.indexOf("@") + 1);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    onSend();
  };
  return (
    <DialogFrame title={t("plain-password.title")} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>{t("plain-password.text", { domain })}</p>
        <p>{t("plain-password.advice", { domain, address: view.own.address })}</p>
        <DialogActs submit={t("plain-password.submit")} onCancel={onClose} isDangerous />
      </form>
    </DialogFrame>
  );
}
