import { AboutDialog } from "./settings/about-dialog.tsx";
import { ConnectionDialog } from "./connection/connection-dialog.tsx";
import { SettingsDialog } from "./settings/settings-dialog.tsx";
import { DeleteGroupDialog } from "./group/delete-group-dialog.tsx";
import { MergedDialog } from "./changes/merged-dialog.tsx";
import { MergeGroupDialog } from "./group/merge-group-dialog.tsx";
import { RenameGroupDialog } from "./group/rename-group-dialog.tsx";
import { ReportDialog } from "./changes/report-dialog.tsx";
import { SignOutDialog } from "./own/sign-out-dialog.tsx";
import { useKith, useKithState, usePerson } from "./store/use-kith.ts";
import type { PersonId } from "./store/row-id.ts";
import { NewGroupDialog } from "./group/new-group-dialog.tsx";
import { AddContactDialog } from "./contact/add-contact-dialog.tsx";
import { EditContactDialog } from "./contact/edit-contact-dialog.tsx";
import { MoveDialog } from "./contact/move-dialog.tsx";

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
      return <PersonDialog id={dialog.person} onClose={close} />;
    case "move":
      return <MoveDialog rows={dialog.rows} onClose={close} />;
    case "rename-group":
      return <RenameGroupDialog group={dialog.group} onClose={close} />;
    case "merge-group":
      return <MergeGroupDialog group={dialog.group} onClose={close} />;
    case "delete-group":
      return <DeleteGroupDialog group={dialog.group} onClose={close} />;
    case "report":
      return <ReportDialog batch={dialog.batch} onClose={close} />;
    case "merged":
      return <MergedDialog onClose={close} />;
    case "settings":
      return <SettingsDialog onClose={close} />;
    case "connection":
      return <ConnectionDialog onClose={close} />;
    case "about":
      return <AboutDialog onClose={close} />;
    case "new-group":
      return <NewGroupDialog onClose={close} />;
    case "sign-out":
      return <SignOutDialog onClose={close} />;
  }
}

function PersonDialog({ id, onClose }: { readonly id: PersonId; readonly onClose: () => void }) {
  const person = usePerson(id);
  // Another device removed them meanwhile, so there is nothing to edit.
  return person === undefined ? null : <EditContactDialog person={person} onClose={onClose} />;
}
