import type { Actor } from "./actor.ts";
import type { Clock } from "../../clock.ts";
import type { Person } from "./person.ts";
import { pick, type Random } from "./random.ts";

export interface Living {
  readonly actor: Actor;
  readonly later: Person["later"];
}

/** The pause between two changes, in milliseconds: at least the first, at most the sum of both. */
export interface Pace {
  readonly least: number;
  readonly more: number;
}

/** From now on, somebody changes their status every now and then. Ends with the clock. */
export function beginLife(people: readonly Living[], pace: Pace, clock: Clock, random: Random): void {
  const next = new Map<Living, number>();
  const step = () => {
    const living = pick(random, people);
    if (living !== undefined) {
      const turn = next.get(living) ?? 0;
      next.set(living, turn + 1);
      const what = living.later[turn % living.later.length];
      if (what === "gone") living.actor.go();
      else if (what !== undefined) living.actor.be(what);
    }
    plan();
  };
  const plan = () => clock.after(pace.least + Math.floor(random() * pace.more), step);
  plan();
}
