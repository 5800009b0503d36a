/*
 * XEP-0106: the ten characters that a local part cannot contain, or that would look like an escape, as they go on the
 * wire. Only exactly these sequences count, in lower case; "\41" and "\2F" are text.
 */
const codes: Readonly<Record<string, string>> = {
  " ": "\\20",
  '"': "\\22",
  "&": "\\26",
  "'": "\\27",
  "/": "\\2f",
  ":": "\\3a",
  "<": "\\3c",
  ">": "\\3e",
  "@": "\\40",
  "\\": "\\5c",
};
const characters = new Map(Object.entries(codes).map(([character, code]) => [code, character]));

const forbidden = /[ "&'/:<>@]/;
/** In upper or lower case: mapping a local part to lower case later must not turn it into an escape. */
const escapable = /[ "&'/:<>@]|\\(?=2[0267f]|3[ace]|40|5c)/gi;
const escaped = /\\(?:2[0267f]|3[ace]|40|5c)/g;

/** Whether a local part contains a character that has to be escaped. */
export function needsEscaping(local: string): boolean {
  return forbidden.test(local);
}

/** XEP-0106 3.2: a backslash is escaped only if it would begin an escape. A space at either end cannot be escaped. */
export function escapeLocal(local: string): string {
  return local.replace(escapable, (character) => codes[character] ?? character);
}

/** XEP-0106 3.3, in one pass: a decoded character is never part of another escape. */
export function unescapeLocal(local: string): string {
  return local.replace(escaped, (code) => characters.get(code) ?? code);
}
