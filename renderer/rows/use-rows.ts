import { useMemo, useState } from "react";
import { finder } from "../find/finder.ts";
import { parseQuery, type Term } from "../find/query.ts";
import { availabilityOf, isAround } from "../store/person.ts";
import { useAccount, useKithState } from "../store/use-kith.ts";
import { sortByStatus } from "./by-status.ts";
import { type Frozen, FrozenAvailability } from "./frozen-availability.ts";
import { buildRows, type Rows } from "./rows.ts";

/** The rows on screen, and what they were searched for. */
export interface FoundRows extends Rows {
  readonly terms: readonly Term[];
}

/**
 * The rows of the account on screen, rebuilt when something that they show has changed. While the list is sorted or filtered by
 * status, the people in `frozen` keep their places.
 */
export function useRows(frozen: Frozen): FoundRows {
  const { people, structure, changes, view, session, delimiter } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const foldedFinds = useKithState((state) => state.screen.foldedFinds);
  const [availabilities] = useState(() => new FrozenAvailability());
  const isOnline = session.state === "online";
  const terms = useMemo(() => parseQuery(query), [query]);
  const readsStatus = view.sort === "status" || view.people === "around";
  // If the rows depend on no status, a change of status must not rebuild them.
  const changesRead = terms.length > 0 || readsStatus ? changes : 0;
  const frozenNow = readsStatus ? frozen : null;
  return useMemo(
    () => {
      const sorted = people.sorted();
      const frozenAvailabilityOf = readsStatus ? availabilities.read(sorted, isOnline, frozenNow) : undefined;
      const isShown: Parameters<typeof buildRows>[0]["isShown"] = (person) => {
        if (view.people === "everybody" || frozenAvailabilityOf === undefined) return true;
        const availability = frozenAvailabilityOf(person);
        // While we are offline, nobody is hidden. A person who just went offline stays while the row says so.
        return availability === "unknown" || isAround(availability) || person.recent !== undefined;
      };
      return {
        terms,
        ...buildRows({
          people:
            view.sort === "status" && frozenAvailabilityOf !== undefined
              ? sortByStatus(sorted, frozenAvailabilityOf)
              : sorted,
          view,
          folded: terms.length > 0 ? foldedFinds : new Set(view.folded),
          delimiter,
          isShown,
          find:
            terms.length === 0
              ? null
              : finder(terms, people.texts, (person) => availabilityOf(person, isOnline)),
          collator: people.collator,
        }),
      };
    },
    // `people` is mutable: `structure` counts the changes of names and groups, `changes` those of anybody in any respect.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [people, structure, changesRead, frozenNow, view, terms, foldedFinds, isOnline, delimiter],
  );
}
