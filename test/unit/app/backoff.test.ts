import { expect, test } from "vitest";
import { waitBefore } from "../../../app/backoff.ts";

test("the wait doubles from the first to the longest, however many attempts there are", () => {
  const waits = [1, 2, 3, 4, 5, 5000].map((attempt) => waitBefore(attempt, { first: 500, longest: 5_000 }));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});
