import type { Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta, type Edit } from "../../app/edit.ts";
import type { Kept } from "../../app/batch.ts";
import type { Effect } from "./line.ts";

/** What an edit changed about a contact; null if nothing. */
export function effectOf(
  { bareJid, address }: Pick<Edit, "bareJid" | "address">,
  before: Item | null,
  after: Item | null,
): Effect | null {
  const isSame =
    before === null || after === null ? before === after : deltasBetween(before, after).length === 0;
  if (isSame) return null;
  return { bareJid, address, before: before && plain(before), after: after && plain(after) };
}

/** Joins the effects of two edits of one contact in the same batch, so that they are undone as one. */
export function joinEffects(first: Effect | undefined, second: Effect): Effect | null {
  if (first === undefined) return second;
  if (first.after === null || second.before === null) return effectOf(second, first.before, second.after);
  // Another device may have written in between: only our own changes are undone.
  if (second.after === null) return second;
  const before = applyDeltas(second.before, deltasBetween(first.after, first.before ?? first.after));
  return first.before === null ? { ...second, before: null } : effectOf(second, before, second.after);
}

export function plain({ name, groups }: Item): { name: string; groups: string[] } {
  return { name, groups: [...groups] };
}

/** How an effect is undone for the current contact. */
export interface Inverse {
  readonly kind: "add" | "change" | "remove" | "nothing";
  readonly deltas: Delta[];
  /** Why a part is not undone: another device changed the contact later. Null if nothing is kept. */
  readonly kept: Kept["why"] | null;
}

/** The inverse of what an edit changed, applied to the current contact (`now`), as far as it is still in effect. */
export function inverseOf({ before, after }: Effect, now: Item | undefined): Inverse {
  if (after === null) {
    const given = before ?? { name: "", groups: [] };
    const nobody = now ?? { name: "", groups: [] };
    // They were added again meanwhile: that name is newer than ours.
    const name = nobody.name === "" ? given.name : nobody.name;
    const deltas = deltasBetween(nobody, { name, groups: [...new Set([...nobody.groups, ...given.groups])] });
    if (now === undefined) return { kind: "add", deltas, kept: null };
    return { kind: deltas.length === 0 ? "nothing" : "change", deltas, kept: null };
  }
  if (now === undefined)
    return { kind: "nothing", deltas: [], kept: before === null ? null : "contact-gone" };
  if (before === null) {
    const isTouched = deltasBetween(after, now).length > 0;
    return isTouched
      ? { kind: "nothing", deltas: [], kept: "contact-changed" }
      : { kind: "remove", deltas: [], kept: null };
  }
  const back = deltasBetween(after, before);
  const isRenamed = now.name !== after.name && now.name !== before.name;
  const remaining = back.filter(({ do: act }) => act !== "rename" || !isRenamed);
  const deltas = deltasBetween(now, applyDeltas(now, remaining));
  const isNameKept = remaining.length < back.length;
  return {
    kind: deltas.length === 0 ? "nothing" : "change",
    deltas,
    kept: isNameKept ? "name-changed" : null,
  };
}
