import { expect, test } from "vitest";
import { createRateLimit } from "../../../../main/shell/rate-limit.ts";

test("a burst is free, what exceeds it is paid for in time", () => {
  let now = 0;
  const limit = createRateLimit({ burst: 3, perSecond: 10 }, () => now);
  expect([limit.take(), limit.take(), limit.take()]).toEqual([0, 0, 0]);
  expect([limit.take(), limit.take()]).toEqual([100, 200]);
  now = 300;
  expect([limit.take(), limit.take()]).toEqual([0, 100]);
});

test("waiting long saves up no more than one burst", () => {
  let now = 0;
  const limit = createRateLimit({ burst: 2, perSecond: 10 }, () => now);
  now = 1_000_000;
  expect([limit.take(), limit.take(), limit.take()]).toEqual([0, 0, 100]);
});

test("a caller that is refused delays nobody else", () => {
  let now = 0;
  const limit = createRateLimit({ burst: 1, perSecond: 10 }, () => now);
  expect([limit.take(100), limit.take(100)]).toEqual([0, 100]);
  for (let refused = 0; refused < 1_000; refused += 1) expect(limit.take(100)).toBe(200);
  now = 100;
  expect(limit.take(100)).toBe(100);
});
