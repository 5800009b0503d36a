import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../../../renderer/store/fold.ts";
import { marksIn } from "../../../../renderer/find/marks.ts";

/** The text with brackets around what is marked. */
function read(text: string, ...needles: readonly string[]): string {
  return marksIn(text, needles.map(fold))
    .map((piece) => (piece.isMarked ? `[${piece.text}]` : piece.text))
    .join("");
}

describe("[F4] marks", () => {
  test.each([
    ["Romeo", "ome", "R[ome]o"],
    ["Zoe\u0301", "e", "Zo[e\u0301]"],
    ["Straße", "ss", "Stra[ß]e"],
    ["Straße", "s", "[S]tra[ß]e"],
    ["ﬁne", "i", "[ﬁ]ne"],
    ["مُحَمَّد", "حم", "مُ[حَمَّ]د"],
    ["👩‍👩‍👧 Family", "fam", "👩‍👩‍👧 [Fam]ily"],
    ["한국", "하", "[한]국"],
    ["a.b", ".", "a[.]b"],
    ["banana", "ana", "b[anana]"],
    ["nobody", "x", "nobody"],
    ["", "x", ""],
  ])("in %s for %s", (text, needle, marked) => {
    expect(read(text, needle)).toBe(marked);
  });

  test("touching and overlapping needles become one mark", () => {
    expect(read("Mercutio", "mer", "cu", "rcut")).toBe("[Mercut]io");
  });

  test("keep every character, begin and end between graphemes, and exist if the text is found", () => {
    const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    const texts = fc.string({ unit: "grapheme", maxLength: 30 });
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (text, from, length) => {
        const needle = fold(text)
          .slice(from % (text.length + 1))
          .slice(0, 1 + (length % 5));
        const pieces = marksIn(text, [needle]);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        const starts = new Set([...graphemes.segment(text)].map(({ index }) => index));
        let at = 0;
        for (const piece of pieces) {
          if (at > 0) expect(starts.has(at)).toBe(true);
          at += piece.text.length;
        }
        if (needle !== "") expect(pieces.some((piece) => piece.isMarked)).toBe(true);
      }),
    );
  });

  test("a name of 200,000 characters is cut in two at most, however often it matches", () => {
    expect(marksIn("a".repeat(200_000), ["a"]).length).toBeLessThan(3);
  });
});
