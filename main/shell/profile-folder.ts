import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import envPaths from "env-paths";

/** The platform's folder for Kith's files. */
export function defaultProfile(): string {
  return envPaths("kith", { suffix: "" }).data;
}

/** Makes the folder if needed, for its owner alone, and checks that it can be written. Null, or a sentence that says why not. */
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

/** Not `mkdir`'s own recursion: that loops for ever on a file system that refuses folders (`/proc`). */
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
