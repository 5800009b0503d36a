import { AboutDialog } from "../settings/about-dialog.tsx";
import { SettingsDialog } from "../settings/settings-dialog.tsx";
import { SignOutDialog } from "../own/sign-out-dialog.tsx";
import { useAccount, useKith, useKithState, usePerson } from "../store/use-kith.ts";
import type { BareJid } from "../../app/jid.ts";
import { NewGroupDialog } from "../list/new-group-dialog.tsx";
import type { OpenDialog } from "../store/screen.ts";
import type { Person } from "../store/person.ts";
import { AddContactDialog } from "./add-contact-dialog.tsx";
import { EditContactDialog } from "./edit-contact-dialog.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { RemoveContactDialog } from "./remove-contact-dialog.tsx";

/** The dialog that is open, if any. */
export function Dialogs() {
  const kith = useKith();
  const dialog = useKithState((state) => state.screen.dialog);
  const close = () => kith.setScreen({ dialog: null });
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "add":
      return <AddContactDialog typed={dialog.address} onClose={close} />;
    case "edit":
    case "remove":
    case "move":
      return <PersonDialog dialog={dialog} onClose={close} />;
    case "settings":
      return <SettingsDialog onClose={close} />;
    case "about":
      return <AboutDialog onClose={close} />;
    case "new-group":
      return <NewGroupDialog onClose={close} />;
    case "sign-out":
      return <SignOutDialog onClose={close} />;
  }
}

function PersonDialog(props: {
  readonly dialog: Extract<OpenDialog, { readonly bareJid: BareJid }>;
  readonly onClose: () => void;
}) {
  const { dialog, onClose } = props;
  const { account } = useAccount();
  const person: Person | undefined = usePerson(account, dialog.bareJid);
  // Another device removed them meanwhile: there is nothing left to ask.
  if (person === undefined) return null;
  switch (dialog.kind) {
    case "edit":
      return <EditContactDialog person={person} onClose={onClose} />;
    case "remove":
      return <RemoveContactDialog person={person} onClose={onClose} />;
    case "move":
      return <MoveDialog person={person} from={dialog.from} onClose={onClose} />;
  }
}
