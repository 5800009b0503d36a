import { useCallback } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { spokenDropWords } from "./drag-words.ts";
import { type Dragged, dropOutcome, type DropOutcome } from "../changes/drop-outcome.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { useActs } from "../changes/use-acts.ts";

/** Moves or adds people to a group, by the current list. */
export interface Putting {
  readonly outcome: (dragged: Dragged, to: string | null, isAdding: boolean) => DropOutcome;
  /** Does what an outcome promises, or says why nothing is done. */
  readonly put: (outcome: DropOutcome) => void;
}

export function usePut(): Putting {
  const kith = useKith();
  const { readOnlyGroups, delimiter } = useAccount();
  const acts = useActs();
  const outcome = useCallback<Putting["outcome"]>(
    (dragged, to, isAdding) => dropOutcome(dragged, to, isAdding, kith.person, readOnlyGroups, delimiter),
    [kith, readOnlyGroups, delimiter],
  );
  const put = useCallback<Putting["put"]>(
    (found) => {
      if (found.rows.length === 0) {
        announce(`${t("drag.cancelled")}. ${spokenDropWords(found)}.`);
        return;
      }
      void acts.put(found).then((answer) => {
        if (!answer.ok) kith.setState({ failure: answer.failure });
      });
    },
    [kith, acts],
  );
  return { outcome, put };
}
