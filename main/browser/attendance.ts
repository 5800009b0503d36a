import { bootstrapLifeMs } from "./tokens.ts";

/** How long Kith stays after its last page has gone, in milliseconds: a reload must find it. */
export const graceMs = 10_000;

/** Counts the pages that are open and tells when Kith has been left alone. */
export interface Attendance {
  readonly arrive: () => void;
  readonly leave: () => void;
  /** Somebody was just given an address: they get the time to open it. */
  readonly expect: () => void;
  readonly stop: () => void;
}

/** Calls `onAbandoned` once nobody has come back for `grace` milliseconds; never before the first page has come. */
export function createAttendance(onAbandoned: () => void, grace: number = graceMs): Attendance {
  let present = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(onAbandoned, ms);
  };
  return {
    arrive: () => {
      present += 1;
      clearTimeout(timer);
      timer = undefined;
    },
    leave: () => {
      present -= 1;
      if (present === 0) wait(grace);
    },
    expect: () => {
      if (timer !== undefined) wait(bootstrapLifeMs);
    },
    stop: () => clearTimeout(timer),
  };
}
