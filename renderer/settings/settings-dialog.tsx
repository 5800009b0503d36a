import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { DialogFrame } from "../controls/dialog-frame.tsx";
import { density, setDensity } from "./density.ts";

const choices = ["comfortable", "compact"] as const;

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const chosen = useStore(density);
  return (
    <DialogFrame title={t("settings.title")} onClose={onClose}>
      <fieldset className="choices">
        <legend>{t("settings.density")}</legend>
        {choices.map((choice) => (
          <label className="check" key={choice}>
            <input
              type="radio"
              name="density"
              checked={choice === chosen}
              onChange={() => setDensity(choice)}
            />
            {t(`settings.${choice}`)}
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
