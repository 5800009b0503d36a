import { useEffect } from "react";
import { currentRowSelector } from "../controls/return-focus.ts";
import type { Row } from "../rows/rows.ts";
import type { KithStore } from "../store/kith-store.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { noSelection, type Selection } from "../store/screen.ts";
import { all, countHidden, extended, pruned, started, toggled } from "./selection.ts";

/** What moving to a row does to the selection: clear it, keep it, or extend to that row, instead of the selection or in addition. */
export type Reach = "alone" | "keep" | "extend" | "extend-adding";

/** The selection, and the ways in which keys and clicks change it. */
export interface Choosing {
  readonly selection: Selection;
  readonly reach: (index: number, how: Reach) => void;
  readonly toggle: (index: number) => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

/** The selection of the account on screen. People who leave the list or their group are deselected. */
export function useSelection(rows: readonly Row[]): Choosing {
  const kith = useKith();
  const { people, structure } = useAccount();
  const selection = useKithState((state) => state.screen.selection);

  useEffect(() => {
    const left = pruned(kith.getState().screen.selection, kith.person);
    if (left !== kith.getState().screen.selection) kith.setScreen({ selection: left });
    // `people` is mutable; `structure` tells when it changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [kith, people, structure]);
  useEffect(() => {
    const hiddenChosen = countHidden(selection, rows);
    if (hiddenChosen !== kith.getState().screen.hiddenChosen) kith.setScreen({ hiddenChosen });
  }, [kith, selection, rows]);
  useEffect(() => {
    // The list handles Escape itself. Here it is handled on the buttons of the selection, and when nothing has the focus.
    const handleKeyDown = (event: KeyboardEvent) => {
      const { dialog, selection: chosen } = kith.getState().screen;
      if (event.key !== "Escape" || event.defaultPrevented || dialog !== null || chosen.keys.size === 0)
        return;
      const focus = document.activeElement;
      const isIdle = focus === null || focus === document.body;
      if (isIdle || focus.closest(".selection-bar, .details") !== null) letGo(kith);
    };
    document.addEventListener("keydown", handleKeyDown);
    return () => document.removeEventListener("keydown", handleKeyDown);
  }, [kith]);

  const screen = () => kith.getState().screen;
  const set = (next: Selection) => kith.setScreen({ selection: next });
  return {
    selection,
    reach: (index, how) => {
      const { selection: before, current } = screen();
      if (how === "alone") set({ keys: noSelection.keys, anchor: rows[index]?.key ?? null });
      else if (how === "keep") set(started(before, before.anchor ?? current));
      else set(extended(before, rows, index, current, how === "extend-adding"));
    },
    toggle: (index) => set(toggled(screen().selection, rows, index)),
    chooseAll: () => set(all(rows)),
    clear: () => set(noSelection),
  };
}

/** Clears the selection from a button that disappears with it, and returns the focus to the list. */
export function letGo(kith: KithStore): void {
  kith.setScreen({ selection: noSelection });
  document.querySelector<HTMLElement>(currentRowSelector)?.focus();
}
