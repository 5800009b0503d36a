import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayName } from "../../../app/contact.ts";
import { typedGroups, typedName, typedText } from "../../../app/typed.ts";
import { isVisible } from "../../../app/visible-text.ts";

const blank = [
  ["nothing", ""],
  ["spaces of every width", " \u00a0\u1680\u2000\u2003\u2009\u202f\u205f\u3000"],
  ["line ends", "\n\r\t\v\f\u0085\u2028\u2029"],
  ["zero widths", "\u200b\u200c\u200d\u2060\ufeff\u180e"],
  ["directions", "\u200e\u200f\u202a\u202e\u202c\u2066\u2069\u061c"],
  ["controls", "\u0000\u0007\u001b\u007f\u009f"],
  ["a soft hyphen", "\u00ad"],
  ["Hangul fillers", "\u115f\u1160\u3164\uffa0"],
  ["a braille blank", "\u2800"],
  ["tags", "\u{e0001}\u{e0041}\u{e007f}"],
  ["variation selectors", "\ufe0f\u{e0100}"],
  ["accents without a letter", "\u0301\u0489\u20e3"],
  ["a grapheme joiner", "\u034f"],
  ["Khmer vowels without a sound", "\u17b4\u17b5"],
  ["invisible operators", "\u2061\u2062\u2063\u2064"],
  ["musical signs without ink", "\u{1d159}\u{1d173}"],
  ["blanks among hieroglyphs", "\u{13441}\u{13442}"],
  ["shorthand controls", "\u{1bca0}"],
  ["halves of characters", "\ud800 \udc00"],
  ["annotation marks", "\ufff9\ufffb"],
] as const;

const seen = [
  "a",
  ".",
  "-",
  "😀",
  "ア",
  "א",
  "م",
  "ක",
  "\u0600",
  "\u06dd",
  "\ufffd",
  "❤️",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "1️⃣",
  "\u2801",
  "_",
  "\ue000",
  "👨‍👩‍👧",
];

describe("a name without a visible character", () => {
  test.for(blank)("[J6] %s is no name, and the address is shown", ([, name]) => {
    expect(isVisible(name)).toBe(false);
    expect(displayName({ name, address: "d\\27artagnan@musketeers.lit" })).toBe("d'artagnan@musketeers.lit");
    expect(typedName(name)).toEqual({ ok: true, value: "" });
    expect(typedGroups([name, "A"])).toEqual({ ok: true, value: ["A"] });
    expect(typedText(name, 100)).toBe("");
  });

  test.for(seen)("[J6] %s is one, also among blanks", (name) => {
    expect(isVisible(name)).toBe(true);
    expect(displayName({ name: `\u200b${name}\u2800`, address: "a@b" })).toBe(`\u200b${name}\u2800`);
  });

  test("[J6] blanks together are blank, and one letter anywhere is seen", () => {
    const blanks = fc.array(fc.constantFrom(...blank.map(([, text]) => text)), { maxLength: 5 });
    fc.assert(
      fc.property(blanks, fc.constantFrom(...seen), blanks, (before, letter, behind) => {
        expect(isVisible(before.join("") + behind.join(""))).toBe(false);
        expect(isVisible(before.join("") + letter + behind.join(""))).toBe(true);
      }),
    );
  });
});
