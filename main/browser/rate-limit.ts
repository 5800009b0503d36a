/** Calls a page may make at once. A person who moves every contact of a long list makes that many. */
export const burst = 20_000;
export const callsPerSecond = 2_000;

/** A leaky bucket: each `take` uses one call and tells how many milliseconds to wait before the next, usually 0. */
export function createRateLimit(now: () => number = () => performance.now()): {
  readonly take: () => number;
} {
  let left = burst;
  let at = now();
  return {
    take: () => {
      const time = now();
      left = Math.min(burst, left + ((time - at) * callsPerSecond) / 1000) - 1;
      at = time;
      return left >= 0 ? 0 : Math.ceil((-left * 1000) / callsPerSecond);
    },
  };
}
