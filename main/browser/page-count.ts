import type { Clock } from "../clock.ts";
import { bootstrapLifeMs } from "./tokens.ts";

/** How long Kith runs after its last page was closed, in milliseconds: a reload must find it. */
export const graceMs = 10_000;
/** How long Kith runs after it had to cut off its last page, in milliseconds: that page may still be open. */
export const cutOffMs = 3_600_000;

/** Counts the open pages, and reports when the last one has been gone for a while. */
export interface PageCount {
  readonly arrive: () => void;
  /** A page is gone. `isCutOff`: we ended its connection, so the page itself may still be open. */
  readonly leave: (isCutOff: boolean) => void;
  /** An address was just given out: allow time to open it. */
  readonly expect: () => void;
  readonly stop: () => void;
}

/**
 * Calls `onAbandoned` if no page comes back in time; never before the first page has come. A page counts as open for as
 * long as its connection is open, even if it is frozen and answers nothing.
 */
export function countPages(onAbandoned: () => void, clock: Clock, grace: number = graceMs): PageCount {
  let present = 0;
  /** Milliseconds; null while no wait runs. */
  let waited: number | null = null;
  /** Only the newest wait counts. */
  let turn = 0;
  const wait = (ms: number) => {
    const mine = ++turn;
    waited = ms;
    clock.after(ms, () => {
      if (mine === turn) onAbandoned();
    });
  };
  const stop = () => {
    turn += 1;
    waited = null;
  };
  return {
    arrive: () => {
      present += 1;
      stop();
    },
    leave: (isCutOff) => {
      present -= 1;
      if (present === 0) wait(isCutOff ? cutOffMs : grace);
    },
    expect: () => {
      if (waited !== null) wait(Math.max(waited, bootstrapLifeMs));
    },
    stop,
  };
}
