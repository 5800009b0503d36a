import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wallClock } from "../../../main/clock.ts";
import { handClock } from "../../support/hand-clock.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clocks = {
  wall: () => ({ clock: wallClock(), turn: (milliseconds: number) => vi.advanceTimersByTime(milliseconds) }),
  hand: () => {
    const clock = handClock();
    return { clock, turn: clock.turn };
  },
};

test.each(["wall", "hand"] as const)(
  "[N3] the %s clock does what is due, in order, and no sooner",
  (kind) => {
    const { clock, turn } = clocks[kind]();
    const done: string[] = [];
    clock.after(200, () => done.push("late"));
    clock.after(100, () => {
      done.push("early");
      clock.after(50, () => done.push("between"));
    });
    clock.after(100, () => done.push("after it"));
    turn(99);
    expect(done).toEqual([]);
    turn(101);
    expect(done).toEqual(["early", "after it", "between", "late"]);
  },
);

test.each(["wall", "hand"] as const)("[N3] on the %s clock nothing happens once it is stopped", (kind) => {
  const { clock, turn } = clocks[kind]();
  const done: string[] = [];
  clock.after(10, () => done.push("planned before"));
  clock.stop();
  clock.after(10, () => done.push("planned after"));
  turn(1_000);
  expect(done).toEqual([]);
});
