import { t } from "../../app/words/words.ts";
import { announce } from "../controls/announce.ts";
import type { AccountView } from "../store/account.ts";
import type { KithStore } from "../store/kith-store.ts";
import { everyGroup, movedPast, siblingOf } from "../rows/arrange-groups.ts";
import type { GroupRow, Row } from "../rows/rows.ts";

/** Moves a heading before or after its neighbour on screen, switches to the person's own order, and announces the new place. */
export function moveGroup(
  kith: KithStore,
  { account, people, view, delimiter }: AccountView,
  rows: readonly Row[],
  row: GroupRow,
  step: -1 | 1,
): void {
  const neighbour = siblingOf(rows, row, step);
  if (neighbour === undefined) return;
  const groups = everyGroup(people, view, delimiter);
  kith.setView(
    account,
    movedPast({
      groups,
      view,
      collator: people.collator,
      group: row.group,
      neighbour: neighbour.group,
      step,
    }),
  );
  announce(t("group.moved", { position: row.position + step, count: row.setSize }));
}
