import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";

/**
 * Puts a file in the place of another, safe on the platter before it takes the name; throws and leaves the old one when the
 * system refuses. A full disk takes a part of a write and calls it a success, so the rest is asked for until it is there or
 * refused.
 */
export function replaceFileNow(path: string, text: string): void {
  const beside = besideOf(path);
  try {
    const descriptor = openSync(beside, "w", 0o600);
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The same without holding up the process; rejects. Whoever calls it again for the same file waits for the first to end. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = besideOf(path);
  try {
    const file = await open(beside, "w", 0o600);
    try {
      // Unlike `write`, this asks for the rest by itself.
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** One Kith writes to a profile: what stands there was left by a crash. */
function besideOf(path: string): string {
  return `${path}.new`;
}
