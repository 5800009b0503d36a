import { execFileSync } from "node:child_process";

/** More than any other test writes: the limit is that of the whole process, and tests run in its threads. */
const roomBytes = 32 * 2 ** 20;

/** A text that does not fit on the disk. */
export const tooLong = "x".repeat(roomBytes + 1);

/** While this runs, the system limits the size of files: a write stops in the middle, as on a full disk. Linux. */
export async function shortOfRoom<T>(run: () => T | Promise<T>): Promise<T> {
  limitTo(roomBytes);
  try {
    return await run();
  } finally {
    limitTo("unlimited");
  }
}

function limitTo(bytes: number | "unlimited"): void {
  execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:`]);
}
