import { t } from "../../app/words/words.ts";
import { useChangedElsewhere } from "../changes/use-changed-elsewhere.ts";
import { useKith } from "../store/use-kith.ts";

/** How many people were changed both here and elsewhere, until dismissed. Their rows may be out of view. */
export function MergedLine() {
  const kith = useKith();
  const { length: count } = useChangedElsewhere();
  if (count === 0) return null;
  return (
    <div className="foot-line">
      <p>{t("merged.line", { count })}</p>
      <button type="button" className="link" onClick={() => kith.setScreen({ dialog: { kind: "merged" } })}>
        {t("merged.show")}
      </button>
    </div>
  );
}
