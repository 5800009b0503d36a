import { beforeEach, expect, test, vi } from "vitest";
import { countPages, cutOffMs, graceMs } from "../../../../main/browser/page-count.ts";
import { handClock, type HandClock } from "../../../support/hand-clock.ts";

const day = 86_400_000;
let clock: HandClock;
let onAbandoned: ReturnType<typeof vi.fn<() => void>>;
beforeEach(() => {
  clock = handClock();
  onAbandoned = vi.fn<() => void>();
});

test("without a page Kith runs for ever", () => {
  countPages(onAbandoned, clock).expect();
  clock.turn(day);
  expect(onAbandoned).not.toHaveBeenCalled();
});

test("[X4] Kith exits ten seconds after its last page, not before", () => {
  const pageCount = countPages(onAbandoned, clock);
  pageCount.arrive();
  pageCount.arrive();
  pageCount.leave(false);
  clock.turn(day);
  pageCount.leave(false);
  clock.turn(graceMs - 1);
  expect(onAbandoned).not.toHaveBeenCalled();
  clock.turn(1);
  expect(graceMs).toBe(10_000);
  expect(onAbandoned).toHaveBeenCalledOnce();
});

test("[X4] a page that is reloaded finds Kith", () => {
  const pageCount = countPages(onAbandoned, clock);
  pageCount.arrive();
  pageCount.leave(false);
  clock.turn(graceMs - 1);
  pageCount.arrive();
  clock.turn(day);
  expect(onAbandoned).not.toHaveBeenCalled();
});

test("[X4] a page that Kith disconnected may still be open: Kith waits an hour for it", () => {
  const pageCount = countPages(onAbandoned, clock);
  pageCount.arrive();
  pageCount.leave(true);
  clock.turn(cutOffMs - 1);
  expect(onAbandoned).not.toHaveBeenCalled();
  // An address that was given out makes the wait no shorter.
  pageCount.expect();
  clock.turn(cutOffMs - 1);
  expect(onAbandoned).not.toHaveBeenCalled();
  clock.turn(1);
  expect(onAbandoned).toHaveBeenCalledOnce();
});

test("[X4] a fresh address leaves time to open it", () => {
  const pageCount = countPages(onAbandoned, clock);
  pageCount.arrive();
  pageCount.leave(false);
  clock.turn(graceMs - 1);
  pageCount.expect();
  clock.turn(59_999);
  expect(onAbandoned).not.toHaveBeenCalled();
  clock.turn(1);
  expect(onAbandoned).toHaveBeenCalledOnce();
});
