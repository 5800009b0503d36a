import { useEffect } from "react";
import { useMenuAct } from "../store/menu-act.ts";
import { isInText } from "../controls/text-editing.ts";
import { useKith } from "../store/use-kith.ts";
import { useActs } from "./use-acts.ts";

/**
 * Ctrl/Cmd+Z takes back the last change, with Shift (or Ctrl+Y) the last undo. A line of text keeps its own undo, and so
 * does everything in a dialog. Handled keys are prevented, so that an application menu with the same keys stays out of it.
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
