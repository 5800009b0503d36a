import { Dialog } from "@base-ui/react/dialog";
import { type ReactNode, useLayoutEffect } from "react";
import { t } from "../../app/words/words.ts";
import { returnFocus } from "./return-focus.ts";

/**
 * A modal dialog, open for as long as it is mounted. The page behind is inert meanwhile, so that keys typed before the
 * focus has moved cannot reach it. When the dialog closes, the focus returns to where it was.
 */
export function DialogFrame(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { title, onClose, children } = props;
  useLayoutEffect(() => {
    const root = document.getElementById("root");
    root?.setAttribute("inert", "");
    return () => {
      root?.removeAttribute("inert");
      queueMicrotask(returnFocus);
    };
  }, []);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Viewport className="dialog-viewport">
          <Dialog.Popup className="dialog" finalFocus={false}>
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            {children}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The dialog's buttons. The one that submits is last, where reading ends. */
export function DialogActs(props: {
  readonly submit: string;
  readonly onCancel: () => void;
  readonly isDangerous?: boolean;
  /** Makes the button inconspicuous, because it is rarely the right choice. */
  readonly isUnusual?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="dialog-acts">
      <button type="button" className="button" onClick={props.onCancel}>
        {t("dialog.cancel")}
      </button>
      {props.children}
      <button
        type="submit"
        className={`button ${props.isDangerous === true ? "button-danger" : props.isUnusual === true ? "" : "button-primary"}`}
      >
        {props.submit}
      </button>
    </div>
  );
}
