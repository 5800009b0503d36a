import { type RefObject, useEffect } from "react";
import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import { draggedWords, spokenDropWords } from "./drag-words.ts";
import { type DragStore, watchDrags } from "./drag.ts";
import { useKith } from "../store/use-kith.ts";
import { nameOfFirst } from "./dragging.ts";
import { useApplyDrop } from "./use-apply-drop.ts";

/** Carries out drops on the list, and announces during a drag what a drop would do. */
export function useDrops(list: RefObject<HTMLElement | null>, drags: DragStore, isReadOnly: boolean): void {
  const kith = useKith();
  const { outcome, applyDrop } = useApplyDrop();
  useEffect(() => {
    if (list.current === null || isReadOnly) return;
    return watchDrags(list.current, drags, {
      outcome,
      onStart: (dragged) => {
        const name = nameOfFirst(dragged, kith.person);
        announce(t("drag.picked", { who: draggedWords(dragged, name) }));
      },
      onOver: ({ dragged, over }) => {
        if (dragged === null || over === null) return;
        announce(over.outcome === null ? t("drag.says-new-group") : spokenDropWords(over.outcome));
      },
      onDrop: (dragged, over) => {
        if (over === null) return announce(t("drag.cancelled"));
        if (over.outcome === null) kith.setScreen({ dialog: { kind: "move", rows: dragged.rows } });
        else applyDrop(over.outcome);
      },
    });
  }, [list, drags, isReadOnly, kith, outcome, applyDrop]);
}
