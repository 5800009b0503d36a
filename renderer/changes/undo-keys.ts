import { useEffect } from "react";
import { useMenuAct } from "../store/menu-act.ts";
import { isInText } from "../controls/text-editing.ts";
import { useKith } from "../store/use-kith.ts";
import { useActs } from "./use-acts.ts";

/**
 * Ctrl/Cmd+Z undoes the last change; with Shift (or Ctrl+Y) it redoes. Text fields and dialogs keep their own undo.
 * Handled keys are prevented, because the desktop menu has the same keys and would undo a second time.
 */
export function useUndoKeys(): void {
  const kith = useKith();
  const acts = useActs();
  useMenuAct("undo", () => void (isInText() || acts.undo(null)));
  useMenuAct("redo", () => void (isInText() || acts.redo()));
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.repeat) return;
      if (isInText() || kith.getState().screen.dialog !== null) return;
      const key = event.key.toLowerCase();
      const isRedo = (key === "z" && event.shiftKey) || (key === "y" && !event.shiftKey);
      if (!isRedo && key !== "z") return;
      event.preventDefault();
      void (isRedo ? acts.redo() : acts.undo(null));
    };
    document.addEventListener("keydown", handleKeyDown);
    return () => document.removeEventListener("keydown", handleKeyDown);
  }, [kith, acts]);
}
