import type { Item } from "../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import { nobody } from "./plan.ts";

/** A set of ours that the server took: what it was computed from, and what it said. */
export interface Step {
  readonly edit: string;
  readonly before: Item;
  readonly after: Item;
}

/** A set of ours, and what the server had from another device when it read it. */
export interface Crossing {
  readonly edit: { readonly id: string };
  readonly deltas: readonly Delta[];
  readonly before: Item | null;
  readonly sent: Item | null;
  /** Null where they had removed the contact; undefined where nothing of theirs was seen. */
  readonly theirs: Item | null | undefined;
}

/**
 * What our set took from an item that another device had written: the deltas that put it back.
 *
 * Theirs may have been computed before they had read our sets of a moment ago (`trail`), for sets cross in both directions.
 * What only takes back one of those is no wish of theirs; two Kiths that took it for one would answer each other for ever.
 * And whatever else answers every set of ours with one of its own has the last word in the end.
 */
export function wipedOut(
  { edit: { id: edit }, deltas, before, sent, theirs }: Crossing,
  yields: boolean,
  trail: readonly Step[],
): Delta[] {
  if (sent === null || !theirs) return [];
  if (trail.filter((step) => step.edit === edit).length >= mostRestores) return [];
  const both = applyDeltas(theirs, deltas);
  const name = yields && theirs.name !== (before ?? nobody).name ? theirs.name : both.name;
  const undone = trail.flatMap((step) => deltasBetween(step.after, step.before));
  return deltasBetween(sent, { name, groups: both.groups }).filter(
    (delta) => !undone.some((one) => isSameDelta(one, delta)),
  );
}

function isSameDelta(a: Delta, b: Delta): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Our sets of a moment ago, by contact. */
export class Trails {
  /** The one that was added to last stands last. */
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

/** How long another device may not have read a set of ours, in milliseconds. */
const unreadFor = 5_000;

/** How often one edit puts back what it wiped out. */
const mostRestores = 50;
