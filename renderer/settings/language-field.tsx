import { useId } from "react";
import { languageChoices, type LanguageChoice } from "../../app/words/languages.ts";
import { t } from "../../app/words/words.ts";
import { useKith, useKithState } from "../store/use-kith.ts";

/** Each language's own name, so that everybody finds theirs. */
const ownNames = { en: "English", de: "Deutsch" } as const;

/** The language of Kith, for all accounts of the profile. */
export function LanguageField() {
  const kith = useKith();
  const language = useKithState((state) => state.language);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t("settings.language")}</label>
      <select
        id={id}
        value={language}
        onChange={({ target }) => void kith.run("setLanguage", { language: target.value as LanguageChoice })}
      >
        {languageChoices.map((choice) => (
          <option key={choice} value={choice} lang={choice === "system" ? undefined : choice}>
            {choice === "system" ? t("settings.language-system") : ownNames[choice]}
          </option>
        ))}
      </select>
    </div>
  );
}
