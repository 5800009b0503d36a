import { shows } from "../../app/presence.ts";
import { fold } from "../store/fold.ts";

/** The values of `status:`. `around`: online on any device. */
export const statusValues = ["around", ...shows, "offline"] as const;
export type StatusValue = (typeof statusValues)[number];

/** The values of `is:`. */
export const isValues = ["waiting", "one-sided", "mutual", "unshared", "ungrouped", "refused"] as const;
export type IsValue = (typeof isValues)[number];

/** The operators, typed before a colon. They are the same in every language. */
export const operators = ["status", "group", "is"] as const;
export type Operator = (typeof operators)[number];

/** One condition of a search. Texts are folded; several values are alternatives. */
export type Term =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly text: string }
  | { readonly kind: "status"; readonly values: readonly StatusValue[] }
  | { readonly kind: "is"; readonly values: readonly IsValue[] };

/** One typed word. `operator` is empty for a plain word. Offsets are in UTF-16 units. */
export interface Word {
  readonly operator: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits what was typed into words, "several words in quotation marks" (with a backslash to escape one), and
 * operator:value. An open quotation extends to the end.
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

/** The terms of a search, all of which have to be true. Without a term, everybody matches. */
export function parseQuery(typed: string): readonly Term[] {
  const terms = new Map<string, Term>();
  for (const word of wordsOf(typed)) {
    const term = termOf(word);
    // Repeated terms count once, so that a long pasted text stays fast.
    if (term !== undefined) terms.set(JSON.stringify(term), term);
  }
  return [...terms.values()];
}

/**
 * An unknown operator, or a value that matches none of its values, is plain text. An operator without a value
 * is no term yet. While a value is being typed, its beginning matches all values that begin with it.
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

/** The value itself if it is one, otherwise all values that begin with the text. */
function beginning<T extends string>(values: readonly T[], text: string): readonly T[] {
  const exact = values.filter((value) => value === text);
  return exact.length > 0 ? exact : values.filter((value) => value.startsWith(text));
}

function foldLine(text: string): string {
  return fold(text).replace(/\s+/g, " ").trim();
}
