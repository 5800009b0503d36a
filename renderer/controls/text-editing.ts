import { useEffect } from "react";
import type { MenuAct } from "../../app/contract.ts";
import { useKith } from "../store/use-kith.ts";

/** Whether the focus is in a text field. */
export function isInText(): boolean {
  const element = document.activeElement;
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

const editing: Partial<Record<MenuAct, string>> = { undo: "undo", redo: "redo", "select-all": "selectAll" };

/** In a text field the application's Edit menu acts on the text, on any screen or dialog. */
export function useTextEditing(): void {
  const kith = useKith();
  useEffect(
    () =>
      kith.onMenu((act) => {
        const command = editing[act];
        // Deprecated, but the only way for a page to use the browser's own undo of typed text.
        if (command !== undefined && isInText()) document.execCommand(command);
      }),
    [kith],
  );
}
