import type { FormEvent, ReactNode } from "react";
import type { Failure } from "../../app/result.ts";
import { DialogActs, DialogFrame } from "./dialog-frame.tsx";
import { FailureAlert } from "./failure-alert.tsx";

/** A dialog with one form: its fields, the failure of the last submission, and its buttons. `useCommandForm` handles the submission. */
export function FormDialog(props: {
  readonly title: string;
  readonly failure: Failure | null;
  /** The label of the submit button. */
  readonly submit: string;
  readonly onSubmit: (event: FormEvent) => Promise<void>;
  readonly onClose: () => void;
  readonly isDangerous?: boolean;
  readonly children: ReactNode;
}) {
  const { title, failure, submit, onSubmit, onClose, isDangerous = false, children } = props;
  return (
    <DialogFrame title={title} onClose={onClose}>
      {/* `noValidate`: the browser's messages could be in another language than Kith's. */}
      <form className="form" onSubmit={(event) => void onSubmit(event)} noValidate>
        {children}
        <FailureAlert failure={failure} />
        <DialogActs submit={submit} onCancel={onClose} isDangerous={isDangerous} />
      </form>
    </DialogFrame>
  );
}
