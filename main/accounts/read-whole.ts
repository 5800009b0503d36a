import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Far more than Kith ever writes to one file, in bytes. */
const maxBytes = 512 * 2 ** 20;

/** How long it waits before each further attempt, in milliseconds. */
const pauses = [20, 80, 320];

/** What may be over in a moment: no descriptor or memory left, a network disk or another program in between. */
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
 * The bytes of a regular file. Rejects with the system's error; `ENOTFILE` for anything but a regular file, of which no link
 * is followed, and `EFBIG` for one that Kith cannot have written.
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

/** Does it again, a few times, after an error that may pass; rejects with the last one. */
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
