/** How many calls a page may make at once, and how many a second in the long run. */
export interface CallRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A person who moves every contact of a long list makes one call for each of them. */
export const usualRate: CallRate = { burst: 20_000, perSecond: 2_000 };

/** A leaky bucket: each `take` uses one call and tells how many milliseconds to wait before the next, usually 0. */
export function createRateLimit(
  rate: CallRate,
  now: () => number = () => performance.now(),
): { readonly take: () => number } {
  let left = rate.burst;
  let at = now();
  return {
    take: () => {
      const time = now();
      left = Math.min(rate.burst, left + ((time - at) * rate.perSecond) / 1000) - 1;
      at = time;
      return left >= 0 ? 0 : Math.ceil((-left * 1000) / rate.perSecond);
    },
  };
}
