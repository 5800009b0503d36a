import { Menu } from "@base-ui/react/menu";
import { X } from "lucide-react";
import { useEffect, useMemo } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { currentRowSelector } from "../controls/return-focus.ts";
import { overlayHome } from "../controls/overlay-home.ts";
import { useIsWide } from "../details/use-is-wide.ts";
import { useKith, useKithState } from "../store/use-kith.ts";
import { chosenRows, countPeople, noSelection } from "./selection.ts";
import { SelectionItems } from "./selection-items.tsx";

/** Below the list while several are chosen: how many, and what can be done. In a wide window the details pane says it. */
export function SelectionBar() {
  const kith = useKith();
  const selection = useKithState((state) => state.screen.selection);
  const hidden = useKithState((state) => state.screen.hiddenChosen);
  const isWide = useIsWide();
  const count = useMemo(() => countPeople(selection.keys), [selection]);
  const isShown = count > 0 && !isWide;
  const rows = chosenRows(selection, null);
  const clear = () => {
    kith.setScreen({ selection: noSelection });
    document.querySelector<HTMLElement>(currentRowSelector)?.focus();
  };
  useEffect(() => {
    if (isWide && count > 0) announce(t("select.said", { count }));
  }, [isWide, count]);
  return (
    // The line stands there all the time: only so is it spoken when it changes.
    <div
      role={isShown ? "region" : undefined}
      className="selection-bar"
      aria-label={isShown ? t("select.bar") : undefined}
      data-empty={!isShown || undefined}
    >
      <p aria-live="polite">{isShown ? t("select.count", { count, hidden }) : null}</p>
      {isShown && (
        <>
          <button
            type="button"
            className="button"
            onClick={() => kith.setScreen({ dialog: { kind: "move", rows } })}
          >
            {t("select.move")}
          </button>
          <Menu.Root>
            <Menu.Trigger className="button">{t("select.more")}</Menu.Trigger>
            <Menu.Portal container={overlayHome}>
              <Menu.Positioner className="positioner" align="end" side="top" sideOffset={4}>
                <Menu.Popup className="menu">
                  <SelectionItems rows={rows} />
                </Menu.Popup>
              </Menu.Positioner>
            </Menu.Portal>
          </Menu.Root>
          <button
            type="button"
            className="icon-button"
            aria-label={t("select.clear")}
            title={t("select.clear")}
            onClick={clear}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </>
      )}
    </div>
  );
}
