import { densities } from "../../app/view.ts";
import { t } from "../../app/words/words.ts";
import { LanguageField } from "./language-field.tsx";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { useAccount, useKith } from "../store/use-kith.ts";

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const kith = useKith();
  const { account, view } = useAccount();
  return (
    <DialogFrame title={t("settings.title")} onClose={onClose}>
      <LanguageField />
      <fieldset className="choices">
        <legend>{t("view.density")}</legend>
        {densities.map((choice) => (
          <label className="check" key={choice}>
            <input
              type="radio"
              name="density"
              checked={choice === view.density}
              onChange={() => kith.setView(account, { density: choice })}
            />
            {t(`view.density-${choice}`)}
          </label>
        ))}
      </fieldset>
      <p className="muted">{t("settings.theme")}</p>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t("dialog.close")}
        </button>
      </div>
    </DialogFrame>
  );
}
