import { useMemo } from "react";
import { t } from "../../app/words/words.ts";
import { Face } from "../face/face.tsx";
import { availabilityOf } from "../store/person.ts";
import { useAccount, useKith, useKithState } from "../store/use-kith.ts";
import { distinct } from "../store/row-id.ts";
import { chosenRows } from "../selection/selection.ts";
import { SelectionActs } from "../menus/selection-acts.tsx";
import { letGo } from "../selection/use-selection.ts";

/** How many of the selected people are shown with their faces. */
const maxFaces = 6;

/** The details pane while several people are selected: how many, the first of them, and what can be done with all. */
export function SelectionDetails() {
  const kith = useKith();
  const { session } = useAccount();
  const selection = useKithState((state) => state.screen.selection);
  const hidden = useKithState((state) => state.screen.hiddenChosen);
  const rows = useMemo(() => chosenRows(selection, null), [selection]);
  const chosen = useMemo(() => distinct(rows), [rows]);
  const isOnline = session.state === "online";
  const shown = chosen
    .slice(0, maxFaces)
    .map(kith.person)
    .filter((person) => person !== undefined);
  return (
    <div className="details-body">
      <ul className="selection-faces" aria-hidden="true">
        {shown.map((person) => (
          <li key={person.bareJid}>
            <Face
              bareJid={person.bareJid}
              name={person.name}
              availability={availabilityOf(person, isOnline)}
            />
          </li>
        ))}
        {chosen.length > shown.length && (
          <li className="muted">{t("select.others", { count: chosen.length - shown.length })}</li>
        )}
      </ul>
      <h2>{t("select.count", { count: chosen.length, hidden })}</h2>
      <div className="details-acts">
        <SelectionActs rows={rows} isMovePrimary menu={{ side: "bottom", align: "start" }} />
        <button type="button" className="button button-quiet" onClick={() => letGo(kith)}>
          {t("select.clear")}
        </button>
      </div>
    </div>
  );
}
