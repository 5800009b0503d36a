import { X } from "lucide-react";
import { useEffect, useMemo } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { useIsWide } from "../controls/use-is-wide.ts";
import { useKith, useKithState } from "../store/use-kith.ts";
import { chosenRows, countPeople } from "../selection/selection.ts";
import { SelectionActs } from "../menus/selection-acts.tsx";
import { letGo } from "../selection/use-selection.ts";

/** Below the list while several people are selected: how many, and what can be done. A wide window shows this in the details pane. */
export function SelectionBar() {
  const kith = useKith();
  const selection = useKithState((state) => state.screen.selection);
  const hidden = useKithState((state) => state.screen.hiddenChosen);
  const isWide = useIsWide();
  const count = useMemo(() => countPeople(selection.keys), [selection]);
  const isShown = count > 0 && !isWide;
  const rows = chosenRows(selection, null);
  useEffect(() => {
    if (isWide && count > 0) announce(t("select.said", { count }));
  }, [isWide, count]);
  return (
    // The line is always mounted: otherwise screen readers would not speak its changes.
    <div
      role={isShown ? "region" : undefined}
      className="selection-bar"
      aria-label={isShown ? t("select.bar") : undefined}
      data-empty={!isShown || undefined}
    >
      <p aria-live="polite">{isShown ? t("select.count", { count, hidden }) : null}</p>
      {isShown && (
        <div className="selection-acts">
          <SelectionActs rows={rows} menu={{ side: "top", align: "end" }} />
          <button
            type="button"
            className="icon-button"
            aria-label={t("select.clear")}
            title={t("select.clear")}
            onClick={() => letGo(kith)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  );
}
