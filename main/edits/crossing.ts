import type { Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta, type Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { MergeLine } from "../../app/merge.ts";
import { mergeThreeWays } from "./merge.ts";

/** A set of ours that the server accepted: what it was computed from, and what it contained. */
export interface Step {
  readonly edit: string;
  readonly before: Item;
  readonly after: Item;
}

/** A set of ours, and the item that another device had written when the server read it. */
export interface Crossing {
  readonly edit: { readonly id: string };
  readonly deltas: readonly Delta[];
  readonly before: Item | null;
  readonly sent: Item | null;
  /** Null if the other device had removed the contact; undefined if no other device's change was seen. */
  readonly theirs: Item | null | undefined;
}

/** What our set removed from an item that another device had written. */
export interface WipedOut {
  /** The deltas that restore it. */
  readonly back: readonly Delta[];
  /** What is not restored, because it may not have been intended. */
  readonly left: readonly Delta[];
}

/**
 * What our set removed from an item that another device had written.
 *
 * Sets cross in both directions: the other device may have computed its item before it read our latest sets (`trail`).
 * A change of theirs that only reverts one of ours may then be unintended. It is not restored, or two Kiths would
 * answer each other for ever. After `mostRestores` nothing is restored: any other client that answers each of our sets
 * must not keep us busy.
 */
export function wipedOut(
  { edit: { id: edit }, deltas, before, sent, theirs }: Crossing,
  yields: boolean,
  trail: readonly Step[],
): WipedOut {
  if (sent === null || !theirs) return { back: [], left: [] };
  const both = applyDeltas(theirs, deltas);
  const name = yields && theirs.name !== (before ?? nobody).name ? theirs.name : both.name;
  const wiped = deltasBetween(sent, { name, groups: both.groups });
  if (trail.filter((step) => step.edit === edit).length >= mostRestores) return { back: [], left: wiped };
  const undone = trail.flatMap((step) => deltasBetween(step.after, step.before));
  const isUndoing = (delta: Delta) => undone.some((one) => isSameDelta(one, delta));
  return { back: wiped.filter((delta) => !isUndoing(delta)), left: wiped.filter(isUndoing) };
}

/** The merge lines for a set that wiped something out. */
export function linesOf(
  { before, sent, theirs }: Crossing,
  { deltas }: Edit,
  { back, left }: WipedOut,
): MergeLine[] {
  const lines: MergeLine[] = [];
  if (theirs && back.length > 0) lines.push(...mergeThreeWays(before ?? nobody, deltas, theirs, false).lines);
  if (left.length > 0) {
    const lost = left.filter(({ do: act }) => act !== "leave");
    lines.push({ code: "crossed", values: {}, lost });
  }
  if (theirs === null && sent !== null && before !== null)
    lines.push({ code: "brought-back", values: {}, lost: [{ do: "remove" }] });
  return lines;
}

function isSameDelta(a: Delta, b: Delta): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Our latest sets, by contact. */
export class Trails {
  /** The contact with the latest set is last. */
  readonly #trails = new Map<BareJid, Trail>();

  of(bareJid: BareJid): readonly Step[] {
    this.#forget();
    return this.#trails.get(bareJid)?.steps ?? [];
  }

  add(bareJid: BareJid, step: Step): void {
    const steps = [...this.of(bareJid), step];
    this.#trails.delete(bareJid);
    this.#trails.set(bareJid, { steps, until: performance.now() + unreadFor });
  }

  #forget(): void {
    const now = performance.now();
    for (const [bareJid, { until }] of this.#trails) {
      if (until > now) return;
      this.#trails.delete(bareJid);
    }
  }
}

interface Trail {
  readonly steps: readonly Step[];
  /** Milliseconds on the clock of `performance.now()`. */
  readonly until: number;
}

/** Somebody who is not on the list. */
export const nobody: Item = { name: "", groups: [] };

/** How long another device may take to read a set of ours, in milliseconds. */
const unreadFor = 5_000;

/** How often one edit restores what it wiped out. */
const mostRestores = 50;
