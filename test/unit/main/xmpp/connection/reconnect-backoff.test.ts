import fc from "fast-check";
import { expect, test } from "vitest";
import { retryDelay } from "../../../../../main/xmpp/connection/reconnect-backoff.ts";

test("[T12] the wait doubles from a second to a minute", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 5000].map((attempt) => retryDelay(attempt, () => 1));
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test("[T12] chance chooses between half of it and all", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const delay = retryDelay(attempt, () => random);
        expect(delay).toBeGreaterThanOrEqual(retryDelay(attempt, () => 0));
        expect(delay).toBeLessThanOrEqual(retryDelay(attempt, () => 1));
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(60_000);
      },
    ),
  );
});
