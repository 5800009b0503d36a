import { oneLine } from "../store/person.ts";
import { fold } from "../store/fold.ts";
import {
  type IsValue,
  isValues,
  operators,
  type Operator,
  type StatusValue,
  statusValues,
  wordsOf,
} from "./query.ts";

/** A replacement for the last word, and the whole text with it. */
export interface Suggestion {
  /** As it would be typed, e.g. `status:away`. */
  readonly word: string;
  readonly about:
    | { readonly kind: "operator"; readonly operator: Operator }
    | { readonly kind: "status"; readonly value: StatusValue }
    | { readonly kind: "is"; readonly value: IsValue }
    | { readonly kind: "group" };
  /** The text of the box once it is accepted. A finished word is followed by a space. */
  readonly typed: string;
}

const most = 8;

/**
 * Completions of the last word: an operator (from two letters on, or else every name would
 * offer one), or a value of the operator that was typed. None if the word is already complete.
 */
export function suggestionsFor(typed: string, groups: readonly string[]): readonly Suggestion[] {
  const last = wordsOf(typed).at(-1);
  if (last === undefined || last.end !== typed.length) return [];
  const before = typed.slice(0, last.start);
  const written = typed.slice(last.start);
  const finished = (word: string, about: Suggestion["about"]): Suggestion => ({
    word,
    about,
    typed: `${before}${word} `,
  });
  const value = fold(last.value);
  let offered: Suggestion[];
  switch (last.operator.toLowerCase()) {
    case "":
      return written.length < 2
        ? []
        : operatorSuggestions(before).filter(({ word }) => word.startsWith(written.toLowerCase()));
    case "status":
      offered = statusValues
        .filter((one) => one.startsWith(value))
        .map((one) => finished(`status:${one}`, { kind: "status", value: one }));
      break;
    case "is":
      offered = isValues
        .filter((one) => one.startsWith(value))
        .map((one) => finished(`is:${one}`, { kind: "is", value: one }));
      break;
    case "group":
      offered = groups
        .map(oneLine)
        .filter((group) => group !== "" && fold(group).includes(value))
        .slice(0, most)
        .map((group) => finished(`group:${quoted(group)}`, { kind: "group" }));
      break;
    default:
      return [];
  }
  return offered.some(({ word }) => word === written.toLowerCase()) && offered.length === 1 ? [] : offered;
}

/** Every operator, appended to the text of the box. */
export function operatorSuggestions(before: string): readonly Suggestion[] {
  const start = before === "" || /\s$/.test(before) ? before : `${before} `;
  return operators.map((operator) => ({
    word: `${operator}:`,
    about: { kind: "operator", operator },
    typed: `${start}${operator}:`,
  }));
}

function quoted(group: string): string {
  return /[\s"\\]/.test(group) ? `"${group.replace(/["\\]/g, "\\$&")}"` : group;
}
