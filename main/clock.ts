/** The time of one thing. All that it does later by itself is planned here, so a test that turns the hands sees it all. */
export interface Clock {
  /** Does it so many milliseconds from now, once; what is due at one moment is done in the order of planning. */
  readonly after: (milliseconds: number, act: () => void) => void;
  /** Drops all that is planned; nothing can be planned any more. */
  readonly stop: () => void;
}

/** The clock on the wall. It keeps no process running. */
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
