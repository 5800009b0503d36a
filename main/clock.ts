/** A clock with timers. Everything that happens later is scheduled here, so that a test can control the time. */
export interface Clock {
  /** Runs it once, this many milliseconds from now. Tasks that are due at the same time run in the order of scheduling. */
  readonly after: (milliseconds: number, act: () => void) => void;
  /** Cancels everything, and schedules nothing any more. */
  readonly stop: () => void;
}

/** The system's clock. It does not keep the process running. */
export function wallClock(): Clock {
  const planned = new Set<NodeJS.Timeout>();
  let isStopped = false;
  return {
    after: (milliseconds, act) => {
      if (isStopped) return;
      const timer = setTimeout(() => {
        planned.delete(timer);
        act();
      }, milliseconds);
      planned.add(timer.unref());
    },
    stop: () => {
      isStopped = true;
      for (const timer of planned) clearTimeout(timer);
      planned.clear();
    },
  };
}
