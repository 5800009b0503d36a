import { useEffect } from "react";
import { currentRowSelector } from "../controls/return-focus.ts";
import type { Row } from "../rows/rows.ts";
import type { KithStore } from "../store/kith-store.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { noSelection, type Selection } from "../store/screen.ts";
import { all, countHidden, extended, pruned, started, toggled } from "./selection.ts";

/** What moving to a row does to the selection: ends it, leaves it, or reaches there, alone or besides what was chosen. */
export type Reach = "alone" | "keep" | "extend" | "extend-adding";

/** The rows chosen together, and how keys and clicks change them. */
export interface Choosing {
  readonly selection: Selection;
  readonly reach: (index: number, how: Reach) => void;
  readonly toggle: (index: number) => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

/** Who leaves the list or their group is no longer chosen. */
export function useSelection(rows: readonly Row[]): Choosing {
  const kith = useKith();
  const { people, structure } = useAccount();
  const selection = useKithState((state) => state.screen.selection);

  useEffect(() => {
    const left = pruned(kith.getState().screen.selection, kith.person);
    if (left !== kith.getState().screen.selection) kith.setScreen({ selection: left });
    // `structure` stands for what `people` holds.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [kith, people, structure]);
  useEffect(() => {
    const hiddenChosen = countHidden(selection, rows);
    if (hiddenChosen !== kith.getState().screen.hiddenChosen) kith.setScreen({ hiddenChosen });
  }, [kith, selection, rows]);
  useEffect(() => {
    // From the buttons of the selection, or with the focus nowhere; the list hears the key itself.
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

/** Ends a selection from a button that goes with it: the list has the focus then. */
export function letGo(kith: KithStore): void {
  kith.setScreen({ selection: noSelection });
  document.querySelector<HTMLElement>(currentRowSelector)?.focus();
}
