/** The languages that Kith speaks in full. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** What a person can choose: one of them, or whatever the system speaks. */
export const languageChoices = ["system", ...languages] as const;
export type LanguageChoice = (typeof languageChoices)[number];

/**
 * The language to speak and the locale for numbers and dates: the first of the system's that Kith knows, with the
 * region that the system gives. `system` has BCP 47 tags, best first.
 */
export function chooseLanguage(
  choice: LanguageChoice,
  system: readonly string[],
): { readonly language: Language; readonly locale: string } {
  const known = system.flatMap((locale) => {
    const language = languages.find((one) => one === locale.toLowerCase().split(/[-_]/)[0]);
    return language === undefined ? [] : [{ language, locale: locale.replaceAll("_", "-") }];
  });
  if (choice === "system") return known[0] ?? { language: "en", locale: "en" };
  return known.find(({ language }) => language === choice) ?? { language: choice, locale: choice };
}
