import { en, type WordKey, type Words } from "../../../app/words/en.ts";

const accents: Readonly<Record<string, string>> = {
  a: "å",
  e: "é",
  i: "î",
  o: "ø",
  u: "ü",
  n: "ñ",
  c: "ç",
  s: "š",
};

/** Every sentence a third longer and with accents: cut or untranslated text is easy to see. Values keep their braces. */
export const pseudoWords = Object.fromEntries(
  (Object.keys(en) as WordKey[]).map((key) => [key, pseudo(en[key])]),
) as unknown as Words;

function pseudo(message: string): string {
  let depth = 0;
  const accented = [...message]
    .map((letter) => {
      if (letter === "{") depth++;
      if (letter === "}") depth--;
      return depth === 0 ? (accents[letter] ?? letter) : letter;
    })
    .join("");
  return `${accented}${"·".repeat(Math.ceil(message.replace(/\{[^}]*\}/g, "").length / 3))}`;
}
