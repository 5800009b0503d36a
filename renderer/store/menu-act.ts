import { useEffect, useRef } from "react";
import type { MenuAct } from "../../app/contract.ts";
import { useKith } from "./use-kith.ts";

/** Runs the handler when the person chooses this act in the application's menu, unless a dialog is open. */
export function useMenuAct(act: MenuAct, handler: () => void): void {
  const kith = useKith();
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(
    () =>
      kith.onMenu((chosen) => {
        if (chosen === act && kith.getState().screen.dialog === null) newest.current();
      }),
    [kith, act],
  );
}
