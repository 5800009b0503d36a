import { useMemo, useState } from "react";
import { finder } from "../find/finder.ts";
import { parseQuery, type Term } from "../find/query.ts";
import { isAround, standing } from "../store/person.ts";
import { useAccount, useKithState } from "../store/use-kith.ts";
import { sortByStatus } from "./by-status.ts";
import { type Held, HeldStandings } from "./held-standings.ts";
import { buildRows, type Rows } from "./rows.ts";

/** The rows on screen, and what they were searched for. */
export interface FoundRows extends Rows {
  readonly terms: readonly Term[];
}

/** The rows of the account on screen, rebuilt when what they show has changed. */
export function useRows(held: Held): FoundRows {
  const { people, structure, changes, view, session, delimiter } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const foldedFinds = useKithState((state) => state.screen.foldedFinds);
  const [standings] = useState(() => new HeldStandings());
  const isOnline = session.state === "online";
  const terms = useMemo(() => parseQuery(query), [query]);
  const readsStatus = view.sort === "status" || view.people === "around";
  // Changes that are not read must not rebuild the rows.
  const changesRead = terms.length > 0 || readsStatus ? changes : 0;
  const heldNow = readsStatus ? held : null;
  return useMemo(
    () => {
      const sorted = people.sorted();
      const standingOf = readsStatus ? standings.read(sorted, isOnline, heldNow) : undefined;
      const isShown: Parameters<typeof buildRows>[0]["isShown"] = (person) => {
        if (view.people === "everybody" || standingOf === undefined) return true;
        const where = standingOf(person);
        // While no status is known, nobody is hidden. Somebody who just went offline stays for as long as that is marked.
        return where === "unknown" || isAround(where) || person.recent !== undefined;
      };
      return {
        terms,
        ...buildRows({
          people:
            view.sort === "status" && standingOf !== undefined ? sortByStatus(sorted, standingOf) : sorted,
          view,
          folded: terms.length > 0 ? foldedFinds : new Set(view.folded),
          delimiter,
          isShown,
          find:
            terms.length === 0 ? null : finder(terms, people.texts, (person) => standing(person, isOnline)),
          collator: people.collator,
        }),
      };
    },
    // `structure` changes with the content of `people`. A search reads more of it, and so does sorting by status.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [people, structure, changesRead, heldNow, view, terms, foldedFinds, isOnline, delimiter],
  );
}
