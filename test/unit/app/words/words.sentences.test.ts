import { afterEach, describe, expect, test } from "vitest";
import { en, type WordKey } from "../../../../app/words/en.ts";
import { de } from "../../../../app/words/de.ts";
import { chooseLanguage, languages } from "../../../../app/words/languages.ts";
import { failureSentence } from "../../../../app/words/failure-sentence.ts";
import { speak, t } from "../../../../app/words/words.ts";

import { everyFailure } from "../../../support/every-failure.ts";

const keys = Object.keys(en) as WordKey[];

afterEach(() => speak("en", []));

describe("the words on screen", () => {
  test("every message formats, and leaves no brace behind", () => {
    const broken = keys.filter((key) => {
      const names = [...en[key].matchAll(/\{(\w+)[},]/g)].map(([, name]) => name ?? "");
      return /[{}]/.test(t(key, Object.fromEntries(names.map((name) => [name, 2]))));
    });
    expect(broken).toEqual([]);
  });

  test.each(languages)(
    "[L1] every message in %s takes the same values as the English one, formats, and begins like it",
    (language) => {
      const names = (text: string) =>
        [...new Set([...text.matchAll(/\{([a-z]\w*)[},]/g)].map(([, name = ""]) => name))].sort((a, b) =>
          a < b ? -1 : 1,
        );
      speak(language, []);
      const own = language === "de" ? de : en;
      const broken = keys.filter((key) => {
        const values = Object.fromEntries(names(en[key]).map((name) => [name, 2]));
        const isSame = names(own[key]).join() === names(en[key]).join();
        return !isSame || /[{}]/.test(t(key, values)) || own[key].endsWith("…") !== en[key].endsWith("…");
      });
      expect(broken).toEqual([]);
    },
  );

  test("[L1] German counts as German does", () => {
    speak("de", []);
    expect([
      t("list.hits", { count: 0 }),
      t("list.hits", { count: 1 }),
      t("list.hits", { count: 12_345 }),
    ]).toEqual(["Niemand gefunden", "1 Person gefunden", "12.345 Personen gefunden"]);
    expect(failureSentence({ code: "not-authorized", values: {} })).toBe("Adresse oder Passwort ist falsch.");
  });

  test.each([
    ["system", [], "en", "en"],
    ["system", ["fr-FR", "de-AT", "en-GB"], "de", "de-AT"],
    ["system", ["fr", "zh-Hant"], "en", "en"],
    ["de", ["en-GB"], "de", "de"],
    ["en", ["de", "en_GB"], "en", "en-GB"],
    ["system", ["deu-x", "EN-us"], "en", "EN-us"],
  ] as const)("[L1] chosen %s where the system speaks %j: %s in %s", (choice, system, language, locale) => {
    expect(chooseLanguage(choice, system)).toEqual({ language, locale });
  });

  test("every failure has a sentence that ends as one, also when only what it must have came with it", () => {
    const sentences = everyFailure.map((failure) => failureSentence(failure));
    expect(sentences.filter((sentence) => !/^\S[^{}]*[.]$/.test(sentence))).toEqual([]);
  });

  test.each(["en", "de"] as const)(
    "[T22] a binding that worked and is refused now names the button that starts over, in %s",
    (language) => {
      speak(language, []);
      const code = "channel-binding-failed";
      expect(failureSentence({ code, values: { hasWorked: true } })).toContain(t("forget.open"));
      expect(failureSentence({ code, values: { hasWorked: false } })).not.toContain(t("forget.open"));
      expect(failureSentence({ code, values: {} })).not.toContain(t("forget.open"));
    },
  );

  test("failures name what they are about", () => {
    const values = { domain: "example.test" };
    expect(failureSentence({ code: "host-not-found", values })).toMatch(/^example\.test cannot be found\./);
    expect(failureSentence({ code: "certificate-untrusted", values })).toBe(
      "The certificate of example.test is not trusted.",
    );
    expect(failureSentence({ code: "not-authorized", values: {} })).toBe("Wrong address or password.");
  });

  test("markup and braces in values stay text", () => {
    expect(t("foot.stray", { name: "<b>{x}</b>" })).toBe("<b>{x}</b> wrote to you");
  });

  test.each([
    ["English", en, /device|somebody|someone/i],
    ["German", de, /Gerät|jemand/i],
  ])("[E12] in %s a change that came from elsewhere has no author", (_, words, author) => {
    const about = keys.filter((key) => /^(?:merged?\.|change\.kept|failure\.contact-gone)/.test(key));
    expect(about.length).toBeGreaterThan(10);
    expect(about.filter((key) => author.test(words[key]))).toEqual([]);
  });

  test("people have contacts: the word roster does not occur", () => {
    expect(keys.filter((key) => en[key].toLowerCase().includes("roster"))).toEqual([]);
  });
});
