import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchForSilence } from "../../../../../main/xmpp/connection/sign-of-life.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  let heardAt = performance.now();
  const ask = vi.fn<() => void>();
  const giveUp = vi.fn<() => void>();
  const watch = watchForSilence({ heardAt: () => heardAt, quiet: 60_000, answer: 20_000, ask, giveUp });
  return { ask, giveUp, watch, hear: () => (heardAt = performance.now()) };
}

test("[T16] silence is asked about after a minute and given up twenty seconds later", () => {
  const { ask, giveUp } = watched();
  vi.advanceTimersByTime(59_999);
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ask).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(20_000);
  expect(giveUp).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1_000_000);
  expect(giveUp).toHaveBeenCalledOnce();
});

test("whatever arrives counts as a sign of life", () => {
  const { ask, giveUp, hear } = watched();
  for (let times = 0; times < 10; times++) {
    vi.advanceTimersByTime(50_000);
    hear();
  }
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(65_000);
  expect(ask).toHaveBeenCalledOnce();
  hear();
  vi.advanceTimersByTime(60_000);
  expect(giveUp).not.toHaveBeenCalled();
});

test("nothing is asked after the end", () => {
  const { ask, watch } = watched();
  watch.stop();
  vi.advanceTimersByTime(1_000_000);
  expect(ask).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("[T20] asked for at once, a dead line is given up within the shorter time, however often it is asked for", () => {
  const { ask, giveUp, watch } = watched();
  vi.advanceTimersByTime(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
  // The question that is open would have given up later.
  watch.askNow(8_000);
  expect(ask).toHaveBeenCalledTimes(2);
  for (let times = 0; times < 7; times++) {
    vi.advanceTimersByTime(1_000);
    watch.askNow(8_000);
  }
  expect(ask).toHaveBeenCalledTimes(2);
  expect(giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(giveUp).toHaveBeenCalledOnce();
});

test("[T20] a line that answers is watched as before, and is asked again when it may have died since", () => {
  const { ask, giveUp, hear, watch } = watched();
  vi.advanceTimersByTime(10_000);
  watch.askNow(8_000);
  vi.advanceTimersByTime(1);
  hear();
  watch.askNow(8_000);
  expect(ask).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1);
  hear();
  vi.advanceTimersByTime(59_999);
  expect(ask).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1);
  expect(ask).toHaveBeenCalledTimes(3);
  expect(giveUp).not.toHaveBeenCalled();
});
