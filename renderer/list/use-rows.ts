import { useMemo } from "react";
import { finder } from "../find/finder.ts";
import { parseQuery, type Term } from "../find/query.ts";
import { standing } from "../store/person.ts";
import { useAccount, useKithState } from "../store/use-kith.ts";
import { buildRows, type Rows } from "./rows.ts";

const collator = new Intl.Collator(navigator.languages.slice(), { numeric: true, sensitivity: "base" });

/** The rows on screen, and what they were searched for. */
export interface FoundRows extends Rows {
  readonly terms: readonly Term[];
}

/** The rows of the account on screen, built again when the list, the headings or the search changed. */
export function useRows(): FoundRows {
  const { people, structure, changes, view, session } = useAccount();
  const query = useKithState((state) => state.screen.query);
  const foldedFinds = useKithState((state) => state.screen.foldedFinds);
  const isOnline = session.state === "online";
  const terms = useMemo(() => parseQuery(query), [query]);
  return useMemo(
    () => ({
      terms,
      ...buildRows({
        people: people.sorted(),
        view,
        folded: terms.length > 0 ? foldedFinds : new Set(view.folded),
        delimiter: "",
        isShown: () => true,
        find: terms.length === 0 ? null : finder(terms, people.texts, (person) => standing(person, isOnline)),
        collator,
      }),
    }),
    // `structure` stands for what `people` holds. A search reads more of it: statuses, and what people say.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [people, structure, terms.length > 0 && changes, view, terms, foldedFinds, isOnline],
  );
}
