/** How many calls a page may make at once, and how many per second on average. */
export interface CallRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A person who moves every contact of a long list makes one call for each of them. */
export const usualRate: CallRate = { burst: 20_000, perSecond: 2_000 };

/** A leaky bucket. */
export interface RateLimit {
  /**
   * Uses one call and returns how many milliseconds to wait before it, usually 0. A call that would have to wait longer than
   * `longestMs` uses nothing, so refused calls do not delay later ones.
   */
  readonly take: (longestMs?: number) => number;
}

export function createRateLimit(rate: CallRate, now: () => number = () => performance.now()): RateLimit {
  let left = rate.burst;
  let at = now();
  return {
    take: (longestMs = Infinity) => {
      const time = now();
      left = Math.min(rate.burst, left + ((time - at) * rate.perSecond) / 1000);
      at = time;
      const waitMs = left >= 1 ? 0 : Math.ceil(((1 - left) * 1000) / rate.perSecond);
      if (waitMs <= longestMs) left -= 1;
      return waitMs;
    },
  };
}
