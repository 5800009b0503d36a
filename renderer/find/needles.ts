import { createContext } from "react";
import type { Term } from "./query.ts";

/** The texts to mark on screen, folded: in what is shown of people, and in the names of groups. */
export interface Needles {
  readonly texts: readonly string[];
  readonly groups: readonly string[];
}

/** The texts of a query to mark on screen. */
export function needlesOf(terms: readonly Term[]): Needles {
  const texts = terms.flatMap((term) => (term.kind === "text" ? [term.text] : []));
  const groups = terms.flatMap((term) => (term.kind === "group" ? [term.text] : []));
  return { texts, groups: [...texts, ...groups] };
}

/** The needles for the rows. A context, so that a new search renders only the rows on screen. */
export const NeedlesContext = createContext<Needles>({ texts: [], groups: [] });
