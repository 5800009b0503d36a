import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAttendance, graceMs } from "../../../../main/browser/attendance.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("without a page Kith stays for ever", () => {
  const onAbandoned = vi.fn();
  createAttendance(onAbandoned).expect();
  vi.advanceTimersByTime(86_400_000);
  expect(onAbandoned).not.toHaveBeenCalled();
});

test("Kith goes ten seconds after its last page, not before", () => {
  const onAbandoned = vi.fn();
  const attendance = createAttendance(onAbandoned);
  attendance.arrive();
  attendance.arrive();
  attendance.leave();
  vi.advanceTimersByTime(86_400_000);
  attendance.leave();
  vi.advanceTimersByTime(graceMs - 1);
  expect(onAbandoned).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(graceMs).toBe(10_000);
  expect(onAbandoned).toHaveBeenCalledOnce();
});

test("a page that is reloaded finds Kith", () => {
  const onAbandoned = vi.fn();
  const attendance = createAttendance(onAbandoned);
  attendance.arrive();
  attendance.leave();
  vi.advanceTimersByTime(graceMs - 1);
  attendance.arrive();
  vi.advanceTimersByTime(86_400_000);
  expect(onAbandoned).not.toHaveBeenCalled();
});

test("whoever was just given an address has the time to open it", () => {
  const onAbandoned = vi.fn();
  const attendance = createAttendance(onAbandoned);
  attendance.arrive();
  attendance.leave();
  vi.advanceTimersByTime(graceMs - 1);
  attendance.expect();
  vi.advanceTimersByTime(59_999);
  expect(onAbandoned).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onAbandoned).toHaveBeenCalledOnce();
});
