import { shows } from "../../app/presence.ts";
import { fold } from "../store/fold.ts";

/** Where somebody has to be. `around`: anywhere online. */
export const statusValues = ["around", ...shows, "offline"] as const;
export type StatusValue = (typeof statusValues)[number];

/** How somebody has to stand with us. */
export const isValues = ["waiting", "one-sided", "mutual", "unshared", "ungrouped", "refused"] as const;
export type IsValue = (typeof isValues)[number];

/** The words before a colon that mean something. They are the same in every language. */
export const operators = ["status", "group", "is"] as const;
export type Operator = (typeof operators)[number];

/** One thing that has to be true of whoever is found. Texts are folded; several values are alternatives. */
export type Term =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly text: string }
  | { readonly kind: "status"; readonly values: readonly StatusValue[] }
  | { readonly kind: "is"; readonly values: readonly IsValue[] };

/** A word as it stands in what was typed: `operator` is empty for a plain one. Offsets are in UTF-16 units. */
export interface Word {
  readonly operator: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes what was typed apart: words, "several words in quotation marks" (a backslash before one makes it a character), and
 * operator:value. A quotation that is still open goes on to the end.
 */
export function wordsOf(typed: string): Word[] {
  const words: Word[] = [];
  for (const match of typed.matchAll(wordShape)) {
    const [whole, alone, operator, quoted, bare] = match;
    words.push({
      operator: alone ?? operator ?? "",
      value: quoted?.replace(/\\(.)/gsu, "$1") ?? bare ?? "",
      start: match.index,
      end: match.index + whole.length,
    });
  }
  return words;
}

/** An operator alone, or a quotation or a word, each with or without an operator. Linear in what is typed. */
const wordShape = /([\p{L}-]+):(?=\s|$)|(?:([\p{L}-]+):)?(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^\s"]+|"))/gsu;

/** All of which have to be true. Nothing typed is no term, and finds everybody. */
export function parseQuery(typed: string): readonly Term[] {
  const terms = new Map<string, Term>();
  for (const word of wordsOf(typed)) {
    const term = termOf(word);
    // Said twice is said once: ten thousand words are no more work than there are different ones.
    if (term !== undefined) terms.set(JSON.stringify(term), term);
  }
  return [...terms.values()];
}

/**
 * An operator nobody knows, or a value that begins none of its values, is what it looks like: text. One without a value
 * asks for nothing yet. As one types, the beginning of a value stands for all that begin so.
 */
function termOf({ operator, value }: Word): Term | undefined {
  const text = foldLine(value);
  const isKnown = operators.some((known) => known === operator.toLowerCase());
  if (!isKnown) {
    const plain = operator === "" ? text : foldLine(`${operator}:${value}`);
    return plain === "" ? undefined : { kind: "text", text: plain };
  }
  if (text === "") return undefined;
  switch (operator.toLowerCase() as Operator) {
    case "group":
      return { kind: "group", text };
    case "status": {
      const values = beginning(statusValues, text);
      return values.length > 0 ? { kind: "status", values } : { kind: "text", text: `status:${text}` };
    }
    case "is": {
      const values = beginning(isValues, text);
      return values.length > 0 ? { kind: "is", values } : { kind: "text", text: `is:${text}` };
    }
  }
}

/** The value itself where it is one, otherwise all that begin so. */
function beginning<T extends string>(values: readonly T[], text: string): readonly T[] {
  const exact = values.filter((value) => value === text);
  return exact.length > 0 ? exact : values.filter((value) => value.startsWith(text));
}

function foldLine(text: string): string {
  return fold(text).replace(/\s+/g, " ").trim();
}
