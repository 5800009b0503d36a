import { useCallback } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { spokenDropWords } from "./drag-words.ts";
import { type Dragged, dropOutcome, type DropOutcome } from "../changes/drop-outcome.ts";
import { useAccount, useKith } from "../store/use-kith.ts";
import { useActs } from "../changes/use-acts.ts";

/** For drops and pastes: what one would do, and doing it. */
export interface DropActions {
  /** What a drop on this group would do to the current list. */
  readonly outcome: (dragged: Dragged, to: string | null, isAdding: boolean) => DropOutcome;
  /** Moves or adds the people; if the outcome changes nobody, tells screen readers why. */
  readonly applyDrop: (outcome: DropOutcome) => void;
}

export function useApplyDrop(): DropActions {
  const kith = useKith();
  const { readOnlyGroups, delimiter } = useAccount();
  const acts = useActs();
  const outcome = useCallback<DropActions["outcome"]>(
    (dragged, to, isAdding) => dropOutcome(dragged, to, isAdding, kith.person, readOnlyGroups, delimiter),
    [kith, readOnlyGroups, delimiter],
  );
  const applyDrop = useCallback<DropActions["applyDrop"]>(
    (drop) => {
      if (drop.rows.length === 0) {
        announce(`${t("drag.cancelled")}. ${spokenDropWords(drop)}.`);
        return;
      }
      void acts.applyDrop(drop).then((answer) => {
        if (!answer.ok) kith.setState({ failure: answer.failure });
      });
    },
    [kith, acts],
  );
  return { outcome, applyDrop };
}
