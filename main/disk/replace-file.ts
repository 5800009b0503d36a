import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";

/**
 * Replaces a file by another, which is flushed before it gets the name. Throws and keeps the old one if the
 * system refuses. A full disk accepts a part of a write and reports success, so the rest is written until it is complete or
 * refused.
 */
export function replaceFileNow(path: string, text: string): void {
  const beside = besideOf(path);
  const descriptor = openSync(beside, "wx", 0o600);
  try {
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

/** The same without blocking the process; rejects. Await it before calling it again for the same file. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = besideOf(path);
  await writeNewFile(beside, text);
  try {
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Creates a file that is safely on disk when it resolves; rejects if the name exists or the disk is full. */
export async function writeNewFile(path: string, content: string | Buffer): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    try {
      // Unlike `write`, this writes the rest by itself.
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Created exclusively under a name that nobody can guess: no existing file or link there is followed or overwritten. */
function besideOf(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}.new`;
}
