import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/**
 * Puts a file in the place of another, safe on the platter before it takes the name; throws and leaves the old one when the
 * system refuses. A full disk takes a part of a write and calls it a success, so the rest is asked for until it is there or
 * refused.
 */
export function replaceFile(path: string, text: string): void {
  // One Kith writes to a profile: what stands here was left by a crash.
  const beside = `${path}.new`;
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
