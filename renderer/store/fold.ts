/**
 * A text for comparing while searching: case, accents and compatibility forms do not count. Folding a text is folding
 * its characters one by one, so that what is found can be shown where it stands (`marks.ts`).
 */
export function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  // By way of capitals, where Unicode keeps what lower case tells apart: ß is SS, both Greek sigmas are Σ, ı is I.
  return text
    .normalize("NFKD")
    .replace(ignored, "")
    .toUpperCase()
    .toLowerCase()
    .replace(lookalikes, (letter) => plain[letter] ?? letter);
}

/**
 * What a person leaves out when typing: accents, vowel points, Arabic lengthening, invisible directions and joiners. Not
 * the voicing marks of kana nor the vowel signs of Indic scripts, which make other words.
 */
const ignored =
  /(?![\u3099\u309A])\p{Script=Inherited}|(?=[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Cyrillic}])\p{M}|\p{Cf}|\u0640/gu;

/** Letters that do not come apart by themselves. Arabic is often typed without its finer distinctions. */
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
