import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
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
  if (typeof release !== "function") throw new Error("the profile is locked");
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
  if (typeof release !== "function") throw new Error("the profile is locked");
  await release();
});

/** The sockets in the folder. */
const sockets = async (profile = folder) =>
  (await readdir(profile)).filter((name) => name.endsWith(".sock")).map((name) => join(profile, name));

test("the socket is its owner's alone and gone afterwards", async () => {
  const release = await asFirst(folder);
  const [socket = "", ...more] = await sockets();
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
  expect(more).toEqual([]);
  await release();
  expect(await readdir(folder)).toEqual([]);
});

test("of many starts at once one is the first", async () => {
  const starts = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(folder, `http://${index}`)));
  const releases = starts.filter((start) => typeof start !== "string");
  expect(releases).toHaveLength(1);
  expect(new Set(starts.filter((start) => typeof start === "string")).size).toBe(1);
  await releases[0]?.();
});

test("[D10] of starts that come and go at odd moments there is one first at a time", async () => {
  let holding = 0;
  let starts = 0;
  const comeAndGo = async () => {
    for (let count = 0; count < 8; count += 1) {
      const start = await claimProfile(folder, async () => "http://first");
      if (!start.isFirst) continue;
      starts += 1;
      holding += 1;
      expect(holding).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      holding -= 1;
      await start.release();
    }
  };
  await Promise.all(Array.from({ length: 6 }, comeAndGo));
  expect(starts).toBeGreaterThan(0);
  expect(await readdir(folder)).toEqual([]);
});

test("[D10] the socket of a Kith that was killed this moment keeps nobody from starting", async () => {
  const program = `require("node:net").createServer().listen(process.argv[1], () => console.log("listens"))`;
  for (const name of ["kith-0000000000000000.sock", "kith-ffffffffffffffff.sock", "kith.sock"]) {
    const child = spawn(process.execPath, ["-e", program, join(folder, name)]);
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  expect(await sockets()).toHaveLength(3);
  const release = await asFirst(folder);
  expect(await sockets()).toHaveLength(1);
  await release();
});

const future = new Date(Date.now() + 1e10);
test.for([
  ["a file", (path: string) => writeFile(path, "")],
  ["a folder", (path: string) => mkdir(path)],
  ["a folder with something in it", (path: string) => mkdir(join(path, "inner"), { recursive: true })],
  ["a file of the future", (path: string) => writeFile(path, "").then(() => utimes(path, future, future))],
  ["a folder of the past", (path: string) => mkdir(path).then(() => utimes(path, new Date(0), new Date(0)))],
  ["a link to itself", (path: string) => symlink(path, path)],
  ["a link to nothing", (path: string) => symlink(join(path, "..", "nothing"), path)],
] as const)("[D10] %s in the place of a lock or a socket does not prevent a start", async ([, put]) => {
  for (const name of ["kith.lock", "kith.sock", "kith-0000000000000000.sock", "kith-ffffffffffffffff.sock"])
    await put(join(folder, name));
  const release = await asFirst(folder);
  expect(await claim(folder)).toBe("http://first");
  await release();
});

test("[D10] a Kith that is leaving is waited for until all its files are written", async () => {
  let asked = 0;
  const first = await claimProfile(folder, async () => {
    asked += 1;
    return "";
  });
  let hasGone = false;
  const second = claimProfile(folder, async () => "http://second").then((start) => {
    expect(hasGone).toBe(true);
    return start;
  });
  // It asks, and asks again.
  await expect.poll(() => asked, { timeout: 4_000 }).toBeGreaterThan(2);
  hasGone = true;
  if (first.isFirst) await first.release();
  const start = await second;
  expect(start.isFirst).toBe(true);
  if (start.isFirst) await start.release();
});

test("[D10] a Kith that fails to answer at first keeps its lock on the profile", async () => {
  let fails = 0;
  const start = await claimProfile(folder, () => {
    fails += 1;
    return fails < 3 ? Promise.reject(new Error("not now")) : Promise.resolve("http://first");
  });
  expect(await claim(folder)).toBe("http://first");
  expect(fails).toBeGreaterThanOrEqual(3);
  if (start.isFirst) await start.release();
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
  expect(await sockets(deep)).toHaveLength(1);
  expect(await claim(deep)).toBe("http://first");
  await release();
  expect(await sockets(deep)).toEqual([]);
});
