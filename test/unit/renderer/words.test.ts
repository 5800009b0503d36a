import { describe, expect, test } from "vitest";
import { failureCodes } from "../../../app/result.ts";
import { en, type WordKey } from "../../../app/words/en.ts";
import { failureSentence, t } from "../../../app/words/words.ts";

const keys = Object.keys(en) as WordKey[];

describe("the words on screen", () => {
  test("every message formats, and leaves no brace behind", () => {
    const broken = keys.filter((key) => {
      const names = [...en[key].matchAll(/\{(\w+)[},]/g)].map(([, name]) => name ?? "");
      return /[{}]/.test(t(key, Object.fromEntries(names.map((name) => [name, 2]))));
    });
    expect(broken).toEqual([]);
  });

  test("every failure has a sentence that ends as one, also when no value came with it", () => {
    const broken = failureCodes.filter((code) => !/^\S.*[.]$/.test(failureSentence({ code, values: {} })));
    expect(broken).toEqual([]);
  });

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

  test("people have contacts: the word roster does not occur", () => {
    expect(keys.filter((key) => en[key].toLowerCase().includes("roster"))).toEqual([]);
  });
});
