import type { Clock } from "../../main/clock.ts";

/** A clock whose hands a test turns. */
export interface HandClock extends Clock {
  /** Lets so many milliseconds go by: all that is due is done, in its order, what was planned on the way included. */
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
        // Sorting is stable: what is due at one moment stays in the order of planning.
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
