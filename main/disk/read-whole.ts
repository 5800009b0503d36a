import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Far more than Kith ever writes to one file, in bytes. */
const maxBytes = 512 * 2 ** 20;

/** The wait before each further attempt, in milliseconds. */
const pauses = [20, 80, 320];

/** Errors that may pass in a moment: no descriptor or memory left, a network disk, interference by another program. */
const passing = new Set([
  "EAGAIN",
  "EBUSY",
  "EINTR",
  "EIO",
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "ESTALE",
  "ETIMEDOUT",
  // On Windows a virus scanner or an indexer keeps files open.
  ...(process.platform === "win32" ? ["EACCES", "EPERM"] : []),
]);

/**
 * The bytes of a regular file. Rejects with the system's error, with `ENOTFILE` for anything but a regular file (links are
 * not followed), and with `EFBIG` for one that is too large to be Kith's.
 */
export async function readWhole(path: string): Promise<Buffer> {
  // Without waiting: a pipe in the file's place would block `open` forever. (Windows has neither flag.)
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw refusal("ENOTFILE");
    if (stat.size > maxBytes) throw refusal("EFBIG");
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Retries a few times after an error that may pass; rejects with the last error. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (const milliseconds of pauses) {
    try {
      return await act();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (typeof code !== "string" || !passing.has(code)) throw error;
    }
    await pause(milliseconds);
  }
  return act();
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code });
}
