import { createContext } from "react";
import type { Term } from "./query.ts";

/** What is marked on screen, folded: in what is said of people, and in the names of groups. */
export interface Needles {
  readonly texts: readonly string[];
  readonly groups: readonly string[];
}

/** What a query marks. */
export function needlesOf(terms: readonly Term[]): Needles {
  const texts = terms.flatMap((term) => (term.kind === "text" ? [term.text] : []));
  const groups = terms.flatMap((term) => (term.kind === "group" ? [term.text] : []));
  return { texts, groups: [...texts, ...groups] };
}

/** What the rows mark. A context, so that a new search draws the rows that are there and passes through nothing else. */
export const NeedlesContext = createContext<Needles>({ texts: [], groups: [] });
