import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { Disk } from "../../../../main/accounts/disk.ts";
import { shortOfRoom, tooLong } from "../../../support/short-of-room.ts";

const schema = z.object({ version: z.literal(1), words: z.array(z.string()) });

let folder: string;
let aside: [string, string][];
let unwritable: [string, string][];
let disk: Disk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-disk-"));
  aside = [];
  unwritable = [];
  disk = makeDisk(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function makeDisk(where: string): Disk {
  return new Disk(where, {
    onSetAside: (...words) => aside.push(words),
    onUnwritable: (...words) => unwritable.push(words),
  });
}

describe("a file", () => {
  test("comes back as it was written, readable by its owner alone", async () => {
    const content = { version: 1 as const, words: ["é", "\ud83d\ude00", "\u2028", ""] };
    expect(await disk.write("a.json", schema, content)).toBe(true);
    expect(await disk.read("a.json", schema)).toEqual(content);
    expect((await stat(join(folder, "a.json"))).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(["a.json"]);
  });

  test("that is not there is nothing to report", async () => {
    expect(await disk.read("a.json", schema)).toBeUndefined();
    await disk.remove("a.json");
    expect([aside, unwritable]).toEqual([[], []]);
  });

  test("in a folder that is not there yet makes the folder", async () => {
    const deep = makeDisk(join(folder, "x", "y"));
    expect(await deep.write("a.json", schema, { version: 1, words: [] })).toBe(true);
    expect((await stat(join(folder, "x"))).mode & 0o077).toBe(0);
  });
});

describe("a damaged file", () => {
  test.for([
    ["empty", ""],
    ["cut short", '{"version":1,"words":["a"'],
    ["of zeros", "\0".repeat(100)],
    ["not ours", "hello"],
    ["null", "null"],
    ["of a later version", '{"version":2,"words":[]}'],
    ["of the wrong shape", '{"version":1,"words":[1]}'],
    ["that names a prototype", '{"__proto__":{"version":1,"words":[]}}'],
  ])("%s is set aside whole, told once, and a new one takes its place", async ([, text = ""]) => {
    await writeFile(join(folder, "a.json"), text);
    expect(await disk.read("a.json", schema)).toBeUndefined();
    const [file, asideName = ""] = aside[0] ?? [];
    expect(file).toBe("a.json");
    expect(await readFile(join(folder, asideName), "utf8")).toBe(text);
    expect(await disk.write("a.json", schema, { version: 1, words: ["new"] })).toBe(true);
    expect(await disk.read("a.json", schema)).toEqual({ version: 1, words: ["new"] });
    expect(aside).toHaveLength(1);
    expect(unwritable).toEqual([]);
  });
});

describe("a file that is there and cannot be read", () => {
  test("is set aside like a damaged one: the next write must not take it away", async () => {
    // A link to itself, because root may read every file.
    await symlink("a.json", join(folder, "a.json"));
    expect(await disk.read("a.json", schema)).toBeUndefined();
    const [file, asideName = ""] = aside[0] ?? [];
    expect(file).toBe("a.json");
    expect(await disk.write("a.json", schema, { version: 1, words: ["new"] })).toBe(true);
    expect(await readlink(join(folder, asideName))).toBe("a.json");
  });
});

describe("a file for which there is no room", () => {
  const onSignal = () => undefined;
  beforeEach(() => void process.on("SIGXFSZ", onSignal));
  afterEach(() => void process.off("SIGXFSZ", onSignal));

  test.runIf(process.platform === "linux")(
    "leaves the one that is there, and the next is written",
    async () => {
      const before = { version: 1 as const, words: ["before"] };
      await disk.write("a.json", schema, before);
      const written = await shortOfRoom(() => disk.write("a.json", schema, { version: 1, words: [tooLong] }));
      expect(written).toBe(false);
      expect(unwritable).toEqual([["a.json", "EFBIG"]]);
      expect(await disk.read("a.json", schema)).toEqual(before);
      expect(await readdir(folder)).toEqual(["a.json"]);
      expect(await disk.write("a.json", schema, { version: 1, words: ["after"] })).toBe(true);
    },
  );

  test("of several writes at once the last is the one that stays", async () => {
    const lengths = [100_000, 1, 50_000, 0];
    await Promise.all(
      lengths.map((length) => disk.write("a.json", schema, { version: 1, words: ["x".repeat(length)] })),
    );
    expect(await disk.read("a.json", schema)).toEqual({ version: 1, words: [""] });
  });
});

describe("a folder that cannot be used", () => {
  test("because a file stands in its place is reported by each kind of access, and throws nowhere", async () => {
    await writeFile(join(folder, "place"), "a file");
    const lost = makeDisk(join(folder, "place"));
    expect(await lost.write("a.json", schema, { version: 1, words: [] })).toBe(false);
    expect(await lost.read("a.json", schema)).toBeUndefined();
    expect(unwritable.map(([file]) => file)).toEqual(["a.json", "a.json"]);
    for (const [, reason] of unwritable) expect(reason).toMatch(/^E[A-Z]+$/);
  });

  test("because a folder stands where the file should be is reported and left alone", async () => {
    await mkdir(join(folder, "a.json", "inner"), { recursive: true });
    expect(await disk.read("a.json", schema)).toBeUndefined();
    expect(await disk.write("a.json", schema, { version: 1, words: [] })).toBe(false);
    await disk.remove("a.json");
    expect(unwritable).toHaveLength(3);
    expect(await readdir(folder)).toEqual(["a.json"]);
    expect(aside).toEqual([]);
  });

  test("no report names a path", async () => {
    await writeFile(join(folder, "place"), "a file");
    await makeDisk(join(folder, "place")).write("a.json", schema, { version: 1, words: [] });
    expect(JSON.stringify(unwritable)).not.toContain(folder);
  });
});

test("whoever reads while it is written finds the old content or the new, whole", async () => {
  const of = (letter: string) => ({
    version: 1 as const,
    words: Array.from({ length: 20_000 }, () => letter),
  });
  await disk.write("a.json", schema, of("a"));
  const letters = ["b", "c", "d", "e", "f"];
  const writing = letters.reduce(
    (before, letter) => before.then(() => disk.write("a.json", schema, of(letter))),
    Promise.resolve(true),
  );
  for (let seen: string | undefined; seen !== "f";) {
    const content = await disk.read("a.json", schema);
    expect(content?.words).toHaveLength(20_000);
    expect(new Set(content?.words).size).toBe(1);
    seen = content?.words[0];
  }
  expect(await writing).toBe(true);
  expect(aside).toEqual([]);
});
