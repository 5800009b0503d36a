import { useEffect } from "react";
import type { MenuAct } from "../../app/contract.ts";
import { useKith } from "../store/use-kith.ts";

/** Whether the focus is in a line of text. */
export function isInText(): boolean {
  const element = document.activeElement;
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

const editing: Partial<Record<MenuAct, string>> = { undo: "undo", redo: "redo", "select-all": "selectAll" };

/** In a line of text the application's Edit menu means the text, on whatever screen or dialog it is. */
export function useTextEditing(): void {
  const kith = useKith();
  useEffect(
    () =>
      kith.onMenu((act) => {
        const command = editing[act];
        // The old call is the one way for a page to undo what was typed, with the browser's own memory of it.
        if (command !== undefined && isInText()) document.execCommand(command);
      }),
    [kith],
  );
}
