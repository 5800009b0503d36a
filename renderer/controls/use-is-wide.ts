import { useSyncExternalStore } from "react";

const wide = window.matchMedia("(min-width: 720px)");

/** Whether the details pane has room beside the list. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      wide.addEventListener("change", listener);
      return () => wide.removeEventListener("change", listener);
    },
    () => wide.matches,
  );
}
