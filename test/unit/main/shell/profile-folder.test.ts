import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareProfile } from "../../../../main/shell/profile-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-folder-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a folder is made for its owner alone, and nothing is left in it", async () => {
  const profile = join(folder, "a", "b");
  expect(await prepareProfile(profile)).toBeNull();
  expect((await stat(profile)).mode & 0o777).toBe(0o700);
  expect(await readdir(profile)).toEqual([]);
  expect(await prepareProfile(profile)).toBeNull();
});

test.runIf(process.platform === "linux")(
  "a folder that the system does not allow is a sentence",
  async () => {
    expect(await prepareProfile("/proc/kith/profile")).toMatch(
      /^The profile folder \/proc\/kith\/profile cannot be used: /,
    );
  },
);

test("a file is no folder", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  for (const path of [file, join(file, "below")]) {
    expect(await prepareProfile(path)).toBe(
      `The profile folder ${path} cannot be used: it is not a folder. Choose another with --profile.`,
    );
  }
});

test("a folder that may not be written, even by root, is a sentence", async ({ skip }) => {
  skip(process.platform !== "linux", "only Linux has /sys");
  expect(await prepareProfile("/sys")).toMatch(/writing there is not permitted|the disk is read-only/);
});
