import { createIntl, createIntlCache, type IntlShape } from "@formatjs/intl";
import { de } from "./de.ts";
import { en, type WordKey, type Words } from "./en.ts";
import { chooseLanguage, type Language, type LanguageChoice } from "./languages.ts";

type Values = Readonly<Record<string, string | number>>;

const catalogues: Readonly<Record<Language, Words>> = { en, de };

let intl: IntlShape;
speak("system", [new Intl.DateTimeFormat().resolvedOptions().locale]);

/** Sets the language of every sentence from now on and returns its BCP 47 tag. The caller draws the screen again. */
export function speak(choice: LanguageChoice, system: readonly string[]): string {
  const { language, locale } = chooseLanguage(choice, system);
  speakWords(locale, catalogues[language]);
  return locale;
}

/** The same with a given catalogue; numbers and plurals follow the locale. */
export function speakWords(locale: string, words: Words): void {
  intl = createIntl({ locale, messages: words, onError: ignore }, createIntlCache());
}

/** The sentence for a key, filled with its values. Markup in values stays text. */
export function t(key: WordKey, values?: Values): string {
  return intl.formatMessage({ id: key }, values);
}

/** Several things in one phrase, e.g. "Family, Friends, and Work". */
export function formatList(items: readonly string[]): string {
  return intl.formatList(items, { type: "conjunction" });
}

/** A day, e.g. "12 Nov 2026". `time` is in milliseconds since the epoch. */
export function formatDay(time: number): string {
  return intl.formatDate(time, { dateStyle: "medium" });
}

/** A time of day with its seconds, e.g. "14:05:09". `time` is in milliseconds since the epoch. */
export function formatTime(time: number): string {
  return intl.formatTime(time, { timeStyle: "medium" });
}

/** A message that cannot be formatted is shown unformatted. The tests format every one. */
function ignore(): void {}
