import type { Clock } from "../../main/clock.ts";

/** A clock that a test controls. */
export interface HandClock extends Clock {
  /** Advances by this many milliseconds and runs everything that is due, in order, including what is scheduled meanwhile. */
  readonly turn: (milliseconds: number) => void;
}

export function handClock(): HandClock {
  let now = 0;
  let planned: { readonly at: number; readonly act: () => void }[] = [];
  let isStopped = false;
  return {
    after: (milliseconds, act) => {
      if (!isStopped) planned.push({ at: now + milliseconds, act });
    },
    stop: () => {
      isStopped = true;
      planned = [];
    },
    turn: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        // Sorting is stable: tasks that are due at the same time stay in the order of scheduling.
        const [first] = planned.toSorted((a, b) => a.at - b.at);
        if (first === undefined || first.at > end) break;
        planned = planned.filter((one) => one !== first);
        now = first.at;
        first.act();
      }
      now = end;
    },
  };
}
