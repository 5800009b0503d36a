import { createIntl, createIntlCache } from "@formatjs/intl";
import type { Failure } from "../result.ts";
import { en, type WordKey } from "./en.ts";

type Values = Readonly<Record<string, string | number>>;

/** The sentences are English; dates and numbers follow the person's own English region where they have one. */
const systemLocale = new Intl.DateTimeFormat().resolvedOptions().locale;
const locale = /^en\b/.test(systemLocale) ? systemLocale : "en";

const intl = createIntl({ locale, messages: en, onError: ignore }, createIntlCache());

/** The sentence for a key, filled with its values. Markup in values stays text. */
export function t(key: WordKey, values?: Values): string {
  return intl.formatMessage({ id: key }, values);
}

/** What to tell the person about a failure. A value its sentence needs and nobody gave reads as a dash. */
export function failureSentence(failure: Failure): string {
  const given = { domain: "–", host: "–", port: "–", address: "–", group: "–", limit: 0, ...failure.values };
  const words = { ...given, domain: failure.values["domain"] ?? failure.values["host"] ?? "the server" };
  return t(`failure.${failure.code}`, words);
}

/** A day, e.g. "12 Nov 2026". `time` is in milliseconds since the epoch. */
export function formatDay(time: number): string {
  return intl.formatDate(time, { dateStyle: "medium" });
}

/** A message that cannot be formatted is shown as it stands in the catalogue; the tests format every one. */
function ignore(): void {}
