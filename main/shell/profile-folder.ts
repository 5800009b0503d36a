import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import envPaths from "env-paths";

/** The platform's place for what Kith keeps. */
export function defaultProfile(): string {
  return envPaths("kith", { suffix: "" }).data;
}

/** Makes the folder (for its owner alone) if need be, and proves that it can be written: null, or a sentence saying why not. */
export async function prepareProfile(folder: string): Promise<string | null> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, "", { flag: "wx" });
    await rm(probe);
    return null;
  } catch (error) {
    return `The profile folder ${folder} cannot be used: ${reason(error)}. Choose another with --profile.`;
  }
}

/** Not `mkdir`'s own recursion: that goes round for ever where a file system says a folder cannot be (`/proc`). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    // Whether what exists is a folder shows when it is written to.
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

function reason(error: unknown): string {
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM") return "writing there is not permitted";
  if (code === "EEXIST" || code === "ENOTDIR") return "it is not a folder";
  if (code === "EROFS") return "the disk is read-only";
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full";
  if (code === "ENOENT") return "it cannot be made";
  return code === "" ? "it cannot be written" : `it cannot be written (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
