import { useCallback, useEffect } from "react";
import { DetailsPane } from "./details/details-pane.tsx";
import { Dialogs } from "./dialogs.tsx";
import { DemoBanner } from "./demo/demo-banner.tsx";
import { FootLine } from "./foot/foot-line.tsx";
import { ContactList } from "./list/contact-list.tsx";
import { useMenuAct } from "./store/menu-act.ts";
import { SelectionBar } from "./details/selection-bar.tsx";
import { useUndoKeys } from "./changes/undo-keys.ts";
import { OwnHeader } from "./own/own-header.tsx";
import { RequestsStrip } from "./requests/requests-strip.tsx";
import { useKith } from "./store/use-kith.ts";

/** The main screen. From top to bottom: your own status, requests, search, contacts, problems. */
export function ListScreen() {
  const kith = useKith();
  const add = useCallback(() => kith.setScreen({ dialog: { kind: "add", address: "" } }), [kith]);
  useMenuAct("add-contact", add);
  useUndoKeys();
  useMenuAct("settings", () => kith.setScreen({ dialog: { kind: "settings" } }));
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      const isAdd = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "n";
      if (!isAdd || kith.getState().screen.dialog !== null) return;
      event.preventDefault();
      add();
    };
    document.addEventListener("keydown", handleKeyDown);
    return () => document.removeEventListener("keydown", handleKeyDown);
  }, [kith, add]);
  return (
    <div className="window">
      <DemoBanner />
      <div className="screen list-screen">
        <main className="list-column">
          <OwnHeader />
          <RequestsStrip />
          <ContactList />
          <SelectionBar />
          <FootLine />
        </main>
        <DetailsPane />
        <Dialogs />
      </div>
    </div>
  );
}
