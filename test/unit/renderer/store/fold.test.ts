import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../../../renderer/store/fold.ts";

describe("[F2] folding for search", () => {
  test.each([
    ["Zoë", "ZOE"],
    ["Straße", "STRASSE"],
    ["Iğdır", "IGDIR"],
    ["İstanbul", "istanbul"],
    ["ısı", "ISI"],
    ["Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"],
    ["Łukasz Ærø", "lukasz aero"],
    ["ﬁancé", "FIANCE"],
    ["ｊｕｌｉｅｔ", "juliet"],
    ["مُحَمَّد", "محمد"],
    ["محـــمد", "محمد"],
    ["إلهام", "الهام"],
    ["على", "علي"],
    ["שָׁלוֹם", "שלום"],
    ["Ёлка", "елка"],
    ["a\u202Eb\u200Fc", "abc"],
  ])("%s is found by %s", (text, typed) => {
    expect(fold(text)).toBe(fold(typed));
  });

  test.each([
    ["が", "か"],
    ["कि", "की"],
    ["🦊", "🐺"],
  ])("%s is another word than %s", (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  test("folding twice changes nothing, and folding by grapheme equals folding the whole", () => {
    const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, (any) => {
        expect(fold(fold(any))).toBe(fold(any));
        expect([...graphemes.segment(any)].map(({ segment }) => fold(segment)).join("")).toBe(fold(any));
      }),
    );
  });
});
