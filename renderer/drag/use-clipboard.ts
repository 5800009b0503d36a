import { type RefObject, useEffect } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import type { KithStore } from "../store/kith-store.ts";
import { useKith } from "../store/use-kith.ts";
import { whoWords } from "../changes/change-words.ts";
import { afterPaste, clipboardText, isCurrent } from "../selection/clipboard.ts";
import { distinct, type PersonRowId } from "../store/row-id.ts";
import type { Clipboard } from "../store/screen.ts";
import { chosenRows } from "../selection/selection.ts";
import { useApplyDrop } from "./use-apply-drop.ts";

/** Cuts, copies and pastes people, from keys and from menus. */
export interface PeopleClipboard {
  readonly take: (rows: readonly PersonRowId[], isCut: boolean) => Clipboard | null;
  readonly paste: (to: string | null) => void;
}

export function usePeopleClipboard(): PeopleClipboard {
  const kith = useKith();
  const { outcome, applyDrop } = useApplyDrop();
  return {
    take: (rows, isCut) => {
      const people = distinct(rows)
        .map(kith.person)
        .filter((person) => person !== undefined);
      const [first] = people;
      if (first === undefined) return null;
      const text = clipboardText(people.map(({ contact }) => contact.address));
      const clipboard = { isCut, rows, text };
      kith.setScreen({ clipboard });
      const who = whoWords(people.length, first.name);
      announce(t(isCut ? "clipboard.cut" : "clipboard.copied", { who }));
      return clipboard;
    },
    paste: (to) => {
      const { clipboard } = kith.getState().screen;
      if (clipboard === null) return announce(t("clipboard.nothing"));
      kith.setScreen({ clipboard: afterPaste(clipboard) });
      applyDrop(outcome({ rows: clipboard.rows, wholeGroup: null }, to, !clipboard.isCut));
    },
  };
}

/**
 * Handles the browser's clipboard events in the list. Both Ctrl/Cmd+X, C and V and the Edit menu of the desktop window arrive as
 * these events, so no key handler is needed. `group` is the group of the current row; undefined if there is none.
 */
export function useClipboardEvents(
  list: RefObject<HTMLElement | null>,
  group: string | null | undefined,
  isReadOnly: boolean,
): void {
  const kith = useKith();
  const { take, paste } = usePeopleClipboard();
  useEffect(() => {
    if (isReadOnly) return;
    const isHere = () => list.current?.contains(document.activeElement) === true;
    const handleTake = (event: ClipboardEvent) => {
      if (!isHere()) return;
      const taken = take(chosen(kith), event.type === "cut");
      if (taken === null) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", taken.text);
    };
    const handlePaste = (event: ClipboardEvent) => {
      if (!isHere() || group === undefined) return;
      event.preventDefault();
      const { clipboard } = kith.getState().screen;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      // Something else was copied meanwhile, perhaps in another program. Pasting the people would be a surprise.
      if (clipboard !== null && !isCurrent(clipboard, text)) kith.setScreen({ clipboard: null });
      paste(group);
    };
    document.addEventListener("cut", handleTake);
    document.addEventListener("copy", handleTake);
    document.addEventListener("paste", handlePaste);
    return () => {
      document.removeEventListener("cut", handleTake);
      document.removeEventListener("copy", handleTake);
      document.removeEventListener("paste", handlePaste);
    };
  });
}

function chosen(kith: KithStore): PersonRowId[] {
  const { selection, current } = kith.getState().screen;
  return chosenRows(selection, current);
}
