import { createIntl, createIntlCache, type IntlShape } from "@formatjs/intl";
import type { ConnectionFailure, Failure } from "../result.ts";
import { shownAddress } from "../shown-address.ts";
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

/** What to tell the person about a failure. */
export function failureSentence(failure: Failure): string {
  return t(`failure.${failure.code}`, sentenceValues(failure));
}

/** What fills its sentence. */
function sentenceValues(failure: Failure): Values {
  switch (failure.code) {
    case "host-not-found":
    case "connection-refused":
    case "connect-timeout":
    case "not-xmpp":
    case "malformed-stream":
    case "tls-unavailable":
    case "tls-failed":
    case "certificate-untrusted":
    case "mechanism-unavailable":
    case "mechanism-downgraded":
    case "server-signature-wrong":
    case "host-unknown":
      return { domain: domainIn(failure) };
    case "channel-binding-failed":
      return { domain: domainIn(failure), hasWorked: failure.values.hasWorked === true ? "yes" : "no" };
    case "stream-too-large":
      return { domain: domainIn(failure), what: failure.values.what };
    case "scram-too-weak":
    case "scram-too-costly": {
      const { iterations, min, max } = failure.values;
      return { domain: domainIn(failure), iterations, min, max };
    }
    case "bound-elsewhere": {
      const { address, bound } = failure.values;
      return { address: shownAddress(address), bound };
    }
    case "address-is-contact":
      return { address: shownAddress(failure.values.address) };
    case "group-too-long":
    case "name-too-long":
    case "too-many-groups":
      return { limit: failure.values.limit };
    case "group-exists":
      return { group: failure.values.group };
    case "connection-lost":
    case "port-invalid":
    case "not-authorized":
    case "account-disabled":
    case "conflict":
    case "policy-violation":
    case "resource-constraint":
    case "server-shutdown":
    case "stream-error":
    case "sign-in-cancelled":
    case "address-invalid":
    case "address-own":
    case "address-has-resource":
    case "group-name-missing":
    case "demo-is-open":
    case "demo-while-signed-in":
    case "demo-unavailable":
    case "forbidden":
    case "bad-request":
    case "not-acceptable":
    case "not-allowed":
    case "item-not-found":
    case "service-unavailable":
    case "internal-server-error":
    case "remote-server-not-found":
    case "remote-server-timeout":
    case "stanza-error":
    case "no-answer":
    case "not-online":
    case "unknown-account":
    case "unknown-contact":
    case "unknown-request":
    case "request-stale":
    case "contact-gone":
    case "maybe-done":
    case "unknown-group":
    case "unknown-batch":
    case "nothing-to-undo":
    case "already-signed-in":
    case "password-needed":
    case "password-unreadable":
    case "disk-unwritable":
    case "bad-command":
    case "internal":
    case "page-disconnected":
      return {};
  }
}

function domainIn({ values: { domain, host } }: ConnectionFailure): string {
  return domain ?? host ?? t("words.server");
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
