/**
 * A text for comparing while searching: case, accents and compatibility forms do not count. A text is folded
 * character by character, so that a match can be marked in the original (`marks.ts`).
 */
export function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  // Upper case first, because it unites what lower case keeps apart: ß becomes SS, both Greek sigmas Σ, ı I.
  return text
    .normalize("NFKD")
    .replace(ignored, "")
    .toUpperCase()
    .toLowerCase()
    .replace(lookalikes, (letter) => plain[letter] ?? letter);
}

/**
 * Characters that people leave out when typing: accents, vowel points, Arabic lengthening, direction marks and joiners. Not
 * the voicing marks of kana or the vowel signs of Indic scripts, which make other words.
 */
const ignored =
  /(?![\u3099\u309A])\p{Script=Inherited}|(?=[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Cyrillic}])\p{M}|\p{Cf}|\u0640/gu;

/** Letters that Unicode does not decompose. Arabic is often typed without its finer distinctions. */
const plain: Readonly<Record<string, string>> = {
  ς: "σ",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  æ: "ae",
  œ: "oe",
  ى: "ي",
  ی: "ي",
  ک: "ك",
  ة: "ه",
};
const lookalikes = new RegExp(`[${Object.keys(plain).join("")}]`, "gu");
