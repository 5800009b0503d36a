import type { Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta } from "../../app/edit.ts";
import type { MergeLine } from "../../app/merge.ts";

/** An edit's deltas merged with what the contact became meanwhile, and the lines for the person. */
export interface Merged {
  readonly deltas: Delta[];
  readonly lines: MergeLine[];
}

/**
 * A three-way merge of the contact when the person made the edit (`base`), the deltas, and what another device has made of it
 * (`theirs`). Groups are joined and left one by one, so both devices' changes survive. Of two names ours wins, unless it `yields`.
 */
export function mergeThreeWays(base: Item, deltas: readonly Delta[], theirs: Item, yields: boolean): Merged {
  const changes = deltasBetween(base, theirs);
  const isNamed = theirs.name !== base.name;
  const ours = applyDeltas(theirs, deltas).name;
  const isContested = isNamed && deltas.some(({ do: act }) => act === "rename") && ours !== theirs.name;
  const kept = isContested && yields ? deltas.filter(({ do: act }) => act !== "rename") : [...deltas];
  if (deltasBetween(theirs, applyDeltas(theirs, deltas)).length === 0) return { deltas: kept, lines: [] };
  const groups = changes.filter(({ do: act }) => act !== "rename").length;
  const lines: MergeLine[] = [];
  if (isContested)
    lines.push({
      code: yields ? "name-yielded" : "renamed-over",
      values: { name: ours, theirs: theirs.name },
      lost: [{ do: "rename", name: yields ? ours : theirs.name }],
    });
  else if (isNamed) lines.push({ code: "name-kept", values: { theirs: theirs.name }, lost: [] });
  if (groups > 0) lines.push({ code: "groups-kept", values: { groups }, lost: [] });
  return { deltas: kept, lines };
}
