import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimProfile, inWindow } from "../../../../main/shell/single-start.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-start-"));
});
afterEach(() => rm(folder, { recursive: true }));

const claim = async (profile: string, url = "http://first") => {
  const start = await claimProfile(profile, async () => url);
  return start.isFirst ? start.release : start.url;
};
const asFirst = async (profile: string) => {
  const release = await claim(profile);
  if (typeof release !== "function") throw new Error("the profile is held");
  return release;
};

test("a second start gets a fresh address from the first, until that has gone", async () => {
  const release = await asFirst(folder);
  expect(await claim(folder, "http://second")).toBe("http://first");
  await release();
  await (
    await asFirst(folder)
  )();
});

test("[D10] a start in a browser is told that Kith is open in a window of its own", async () => {
  const release = await claim(folder, inWindow);
  expect(await claim(folder)).toBe(null);
  if (typeof release !== "function") throw new Error("the profile is held");
  await release();
});

test("the socket is its owner's alone and gone afterwards", async () => {
  const release = await asFirst(folder);
  expect((await stat(join(folder, "kith.sock"))).mode & 0o777).toBe(0o600);
  await release();
  expect(existsSync(join(folder, "kith.sock"))).toBe(false);
  expect(existsSync(join(folder, "kith.lock"))).toBe(false);
});

test("of many starts at once one is the first", async () => {
  const starts = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(folder, `http://${index}`)));
  const releases = starts.filter((start) => typeof start !== "string");
  expect(releases).toHaveLength(1);
  expect(new Set(starts.filter((start) => typeof start === "string")).size).toBe(1);
  await releases[0]?.();
});

test("what a killed Kith left behind is taken over", async () => {
  // A plain file answers as a dead socket does: nobody listens.
  await writeFile(join(folder, "kith.sock"), "");
  await mkdir(join(folder, "kith.lock"));
  await utimes(join(folder, "kith.lock"), new Date(0), new Date(0));
  await (
    await asFirst(folder)
  )();
});

test("a Kith that is just leaving is waited out", async () => {
  const leaving = createServer((socket) => {
    socket.end();
    leaving.close();
  });
  await new Promise<void>((resolve) => leaving.listen(join(folder, "kith.sock"), resolve));
  await (
    await asFirst(folder)
  )();
});

test("a profile whose path is too long for a socket works as any other", async () => {
  const deep = join(folder, "p".repeat(100), "q".repeat(100));
  await mkdir(deep, { recursive: true });
  const release = await asFirst(deep);
  expect(existsSync(join(deep, "kith.sock"))).toBe(true);
  expect(await claim(deep)).toBe("http://first");
  await release();
  expect(existsSync(join(deep, "kith.sock"))).toBe(false);
});
