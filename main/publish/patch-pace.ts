import type { Clock } from "../clock.ts";

/** This many patches may be sent at once; any more wait for the end of `momentMs`. */
const maxPatches = 20;
const momentMs = 100;
/** This many changes of one person's presence are published within a second; after that, only the last one, at its end. */
const maxPresences = 3;
const secondMs = 1_000;

/** Limits how fast patches follow each other. A single change never waits. */
export interface PatchPace {
  /** Whether a patch may be sent now; otherwise `onMoment` is called when it may. */
  readonly mayLeave: () => boolean;
  /** Whether this person's presence may be published now; otherwise `onSecond` is called when it may. */
  readonly mayTell: (account: string, person: string) => boolean;
}

export function createPatchPace(clock: Clock, onMoment: () => void, onSecond: () => void): PatchPace {
  let left = 0;
  let isMoment = false;
  let isMomentAwaited = false;
  /** How often each person's presence was published in this second, by account. */
  const told = new Map<string, Map<string, number>>();
  let isSecond = false;
  let isSecondAwaited = false;

  return {
    mayLeave: () => {
      if (!isMoment) {
        isMoment = true;
        left = 0;
        clock.after(momentMs, () => {
          isMoment = false;
          const wasAwaited = isMomentAwaited;
          isMomentAwaited = false;
          if (wasAwaited) onMoment();
        });
      }
      left += 1;
      if (left <= maxPatches) return true;
      isMomentAwaited = true;
      return false;
    },
    mayTell: (account, person) => {
      if (!isSecond) {
        isSecond = true;
        clock.after(secondMs, () => {
          isSecond = false;
          told.clear();
          const wasAwaited = isSecondAwaited;
          isSecondAwaited = false;
          if (wasAwaited) onSecond();
        });
      }
      const people = told.get(account) ?? new Map<string, number>();
      told.set(account, people);
      const times = (people.get(person) ?? 0) + 1;
      if (times > maxPresences) {
        isSecondAwaited = true;
        return false;
      }
      people.set(person, times);
      return true;
    },
  };
}
