import type { FormEvent, ReactNode } from "react";
import type { Failure } from "../../app/result.ts";
import { DialogActs, DialogFrame } from "./dialog-frame.tsx";
import { FailureAlert } from "./failure-alert.tsx";

/** A dialog that is one form: its fields, why it was not taken, and its buttons. `useCommandForm` says what to do on submit. */
export function FormDialog(props: {
  readonly title: string;
  readonly failure: Failure | null;
  /** The words on the button that does it. */
  readonly submit: string;
  readonly onSubmit: (event: FormEvent) => Promise<void>;
  readonly onClose: () => void;
  readonly isDangerous?: boolean;
  readonly children: ReactNode;
}) {
  const { title, failure, submit, onSubmit, onClose, isDangerous = false, children } = props;
  return (
    <DialogFrame title={title} onClose={onClose}>
      {/* Kith says what is wrong itself, in its own language. */}
      <form className="form" onSubmit={(event) => void onSubmit(event)} noValidate>
        {children}
        <FailureAlert failure={failure} />
        <DialogActs submit={submit} onCancel={onClose} isDangerous={isDangerous} />
      </form>
    </DialogFrame>
  );
}
