import { monitorEventLoopDelay } from "node:perf_hooks";

/* Loaded into Kith's process before Kith: answers each message with what the process was like since the last. */

export interface MainState {
  /** The longest time in which the event loop did nothing else, in milliseconds. */
  readonly longestHoldMs: number;
  readonly residentMb: number;
  readonly heapMb: number;
}

const resolution = 5;
const delays = monitorEventLoopDelay({ resolution });
delays.enable();

process.on("message", () => {
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({
    longestHoldMs: Math.max(0, delays.max / 1e6 - resolution),
    residentMb: rss / 2 ** 20,
    heapMb: heapUsed / 2 ** 20,
  } satisfies MainState);
  delays.reset();
});
// The bench must not keep Kith from exiting.
process.channel?.unref();
