import { useMemo } from "react";
import { useAccount, useKithState } from "../store/use-kith.ts";
import { buildRows, type Rows } from "./rows.ts";

const collator = new Intl.Collator(navigator.languages.slice(), { numeric: true, sensitivity: "base" });

/** The rows of the account on screen, built again when the list, the headings or the search changed. */
export function useRows(): Rows {
  const { people, structure, view } = useAccount();
  const { folded } = view;
  const query = useKithState((state) => state.screen.query);
  return useMemo(
    () =>
      buildRows({
        people: people.sorted(),
        folded: new Set(folded),
        query,
        searchText: (person) => people.searchText(person),
        collator,
      }),
    // `structure` stands for what `people` holds.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [people, structure, folded, query],
  );
}
