import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deleteAddressFiles, openInBrowser } from "../../../../main/browser/open-browser.ts";

let folder: string;
let profile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-open-"));
  profile = join(folder, "profile");
  await mkdir(profile);
  // The system's opener of this test: writes down what it is given.
  await writeFile(join(folder, "xdg-open"), `#!/bin/sh\necho "$1" > "${join(folder, "opened")}"\n`);
  await chmod(join(folder, "xdg-open"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env["PATH"] ?? ""}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const url = "http://127.0.0.1:1/#token";

test.runIf(process.platform === "linux")(
  "[Y4] the file that leads to the page is its owner's alone, is made under a new name each time, and follows no link",
  async () => {
    await writeFile(join(folder, "elsewhere"), "somebody's");
    await symlink(join(folder, "elsewhere"), join(profile, "open.html"));
    expect(await openInBrowser(url, profile)).toBe(true);
    const first = (await readFile(join(folder, "opened"), "utf8")).trim();
    expect(await readFile(first, "utf8")).toContain(`url=${url}"`);
    expect((await stat(first)).mode & 0o777).toBe(0o600);
    expect(await openInBrowser(url, profile)).toBe(true);
    expect((await readFile(join(folder, "opened"), "utf8")).trim()).not.toBe(first);
    expect(await readFile(join(folder, "elsewhere"), "utf8")).toBe("somebody's");
    await deleteAddressFiles(profile);
    expect(await readdir(profile)).toEqual(["open.html"]);
  },
);

test("[Y2] a folder that cannot be written does not end Kith: the person opens the address", async () => {
  await rm(profile, { recursive: true });
  expect(await openInBrowser(url, profile)).toBe(false);
  await deleteAddressFiles(profile);
});
