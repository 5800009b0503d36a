import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { Disk } from "../../../../main/disk/disk.ts";
import { whileRefusing } from "../../../support/refusing-system.ts";
import { shortOfRoom, tooLong } from "../../../support/short-of-room.ts";

const schema = z.object({ version: z.literal(1), words: z.array(z.string()) });

let folder: string;
let aside: [string, string][];
let copied: [string, string][];
let unreadable: [string, string][];
let unwritable: [string, string][];
let disk: Disk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-disk-"));
  aside = [];
  copied = [];
  unreadable = [];
  unwritable = [];
  disk = makeDisk(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function makeDisk(where: string): Disk {
  return new Disk(where, {
    onSetAside: (...words) => aside.push(words),
    onCopiedAside: (...words) => copied.push(words),
    onUnreadable: (...words) => unreadable.push(words),
    onUnwritable: (...words) => unwritable.push(words),
  });
}

describe("a file", () => {
  test("comes back as it was written, readable by its owner alone", async () => {
    const content = { version: 1 as const, words: ["é", "\ud83d\ude00", "\u2028", ""] };
    expect(await disk.jsonFile("a.json", schema).write(content)).toBe(true);
    expect(await disk.jsonFile("a.json", schema).read()).toEqual(content);
    expect((await stat(join(folder, "a.json"))).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(["a.json"]);
  });

  test("that is not there is nothing to report", async () => {
    expect(await disk.jsonFile("a.json", schema).read()).toBeUndefined();
    await disk.remove("a.json");
    expect([aside, unwritable]).toEqual([[], []]);
  });

  test("in a folder that is not there yet makes the folder", async () => {
    const deep = makeDisk(join(folder, "x", "y"));
    expect(await deep.jsonFile("a.json", schema).write({ version: 1, words: [] })).toBe(true);
    expect((await stat(join(folder, "x"))).mode & 0o077).toBe(0);
  });
});

describe("a damaged file", () => {
  test("[Y3] that is sealed is noticed by any one bit; written by hand, it needs no seal", async () => {
    const content = { version: 1 as const, words: ["Romeo", "é"] };
    await disk.jsonFile("a.json", schema, { isSealed: true }).write(content);
    const bytes = await readFile(join(folder, "a.json"));
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(join(folder, "a.json"), flipped);
      expect(await disk.jsonFile("a.json", schema).read()).toBeUndefined();
    }
    expect(aside).toHaveLength(bytes.length * 8);
    for (const text of [bytes.toString(), JSON.stringify(content), JSON.stringify(content, null, 2) + "\n"]) {
      await writeFile(join(folder, "a.json"), text);
      expect(await disk.jsonFile("a.json", schema).read()).toEqual(content);
    }
  });

  test("[Y3] that still reads as JSON, but not as UTF-8, is set aside: a name in it may be another", async () => {
    const bytes = Buffer.from(`{"version":1,"words":["\xc3"]}`, "latin1");
    await writeFile(join(folder, "a.json"), bytes);
    expect(await disk.jsonFile("a.json", schema).read()).toBeUndefined();
    expect(await readFile(join(folder, aside[0]?.[1] ?? ""))).toEqual(bytes);
  });

  test.for([
    ["empty", ""],
    ["cut short", '{"version":1,"words":["a"'],
    ["of zeros", "\0".repeat(100)],
    ["not ours", "hello"],
    ["null", "null"],
    ["of a later version", '{"version":2,"words":[]}'],
    ["of the wrong shape", '{"version":1,"words":[1]}'],
    ["that names a prototype", '{"__proto__":{"version":1,"words":[]}}'],
  ])("[Y3] %s is set aside whole, told once, and a new one takes its place", async ([, text = ""]) => {
    await writeFile(join(folder, "a.json"), text);
    expect(await disk.jsonFile("a.json", schema).read()).toBeUndefined();
    const [file, asideName = ""] = aside[0] ?? [];
    expect(file).toBe("a.json");
    expect(await readFile(join(folder, asideName), "utf8")).toBe(text);
    expect(await disk.jsonFile("a.json", schema).write({ version: 1, words: ["new"] })).toBe(true);
    expect(await disk.jsonFile("a.json", schema).read()).toEqual({ version: 1, words: ["new"] });
    expect(aside).toHaveLength(1);
    expect(unwritable).toEqual([]);
  });
});

const whole = { version: 1 as const, words: ["whole"] };

/** It is there, cannot be read, and stays as it is whatever is asked of it. */
async function expectLeftAlone(reason: string): Promise<void> {
  expect(await disk.jsonFile("a.json", schema).read()).toBeUndefined();
  expect(unreadable).toEqual([["a.json", reason]]);
  expect(await disk.jsonFile("a.json", schema).write({ version: 1, words: ["new"] })).toBe(false);
  await disk.remove("a.json");
  expect(unreadable).toHaveLength(3);
  expect([aside, copied]).toEqual([[], []]);
}

describe("a file that is there and cannot be read", () => {
  test.for(["EACCES", "EPERM", "ELOOP", "EIO", "EMFILE", "EUNKNOWN"])(
    "[Y2] for %s is left alone, and nothing is written to it until the next start",
    async (code) => {
      await disk.jsonFile("a.json", schema).write(whole);
      await whileRefusing({ call: "open", path: /a\.json$/, code }, () => expectLeftAlone(code));
      expect(await readdir(folder)).toEqual(["a.json"]);
      expect(await disk.jsonFile("a.json", schema).write({ version: 1, words: ["new"] })).toBe(false);
      expect(await makeDisk(folder).jsonFile("a.json", schema).read()).toEqual(whole);
    },
  );

  test.for(["EMFILE", "ENFILE", "EIO", "ESTALE", "ENOMEM", "EBUSY", "EAGAIN"])(
    "[Y2] for %s that passes is read after all",
    async (code) => {
      await disk.jsonFile("a.json", schema).write(whole);
      const read = () => disk.jsonFile("a.json", schema).read();
      expect(await whileRefusing({ call: "open", path: /a\.json$/, code, times: 2 }, read)).toEqual(whole);
      expect([aside, unreadable, unwritable]).toEqual([[], [], []]);
    },
  );

  test("[Y2] because nothing can be kept elsewhere is not written over", async () => {
    await writeFile(join(folder, "a.json"), `{"version":1,"accounts":[1,"understood"]}`);
    const refusal = { call: "open", path: /damaged-/, code: "ENOSPC" } as const;
    await whileRefusing(refusal, () => disk.copyAside("a.json"));
    expect(unreadable).toEqual([["a.json", "ENOSPC"]]);
    expect(await disk.jsonFile("a.json", schema).write(whole)).toBe(false);
    expect(await readFile(join(folder, "a.json"), "utf8")).toContain("understood");
  });

  test("[Y2] because it is a link is left alone, and so is what the link leads to", async () => {
    const target = join(folder, "elsewhere");
    await writeFile(target, JSON.stringify(whole));
    await symlink(target, join(folder, "a.json"));
    await expectLeftAlone("ELOOP");
    expect(await readlink(join(folder, "a.json"))).toBe(target);
    expect(await readFile(target, "utf8")).toBe(JSON.stringify(whole));
  });

  test.runIf(process.platform !== "win32")(
    "[Y2] because it is a pipe that nobody writes to keeps nobody waiting",
    async () => {
      execFileSync("mkfifo", [join(folder, "a.json")]);
      await expectLeftAlone("ENOTFILE");
    },
  );

  test("[Y2] because it is larger than Kith can have written it is left unread", async () => {
    await writeFile(join(folder, "a.json"), "");
    await truncate(join(folder, "a.json"), 2 ** 40);
    await expectLeftAlone("EFBIG");
    expect((await stat(join(folder, "a.json"))).size).toBe(2 ** 40);
  });

  test("[Y1] is deleted with its copies when the person asks for that, and can be written again", async () => {
    await writeFile(join(folder, "a.json"), "damaged");
    await disk.jsonFile("a.json", schema).read();
    await writeFile(join(folder, "a.json.other"), "not ours to delete");
    await mkdir(join(folder, "elsewhere"));
    await symlink(join(folder, "elsewhere"), join(folder, "a.json"));
    await disk.jsonFile("a.json", schema).read();
    await disk.forget("a.json");
    expect((await readdir(folder)).toSorted()).toEqual(["a.json.other", "elsewhere"]);
    expect(await disk.jsonFile("a.json", schema).write(whole)).toBe(true);
    expect(unwritable).toEqual([]);
  });
});

describe("a file that is written", () => {
  test("[Y4] follows no link that somebody left under a name on the way", async () => {
    await writeFile(join(folder, "elsewhere"), "somebody's");
    await symlink(join(folder, "elsewhere"), join(folder, "a.json.new"));
    expect(await disk.jsonFile("a.json", schema).write(whole)).toBe(true);
    expect(await readFile(join(folder, "elsewhere"), "utf8")).toBe("somebody's");
  });

  test("[Y4] that was not finished when Kith was killed is swept away, and nothing else is", async () => {
    const key = "0123456789abcdef0123456789abcdef";
    const litter = [
      "accounts.json.new",
      "preferences.json.0123456789ab.new",
      `roster-${key}.json.0123456789ab.new`,
      `failure-${key}.json.0123456789ab.new`,
      `edits-${key}.jsonl.new`,
      "open.html",
      `.probe-${randomUUID()}`,
    ];
    const kept = [
      "accounts.json",
      "notes.new",
      `edits-${key}.jsonl`,
      "a.json.damaged-x",
      "roster.json.new.txt",
    ];
    for (const name of [...litter, ...kept]) await writeFile(join(folder, name), "");
    await writeFile(join(folder, "accounts.json"), "mine");
    await symlink(join(folder, "accounts.json"), join(folder, "window.json.new"));
    await mkdir(join(folder, "view.json.new"));
    await disk.sweep();
    expect((await readdir(folder)).toSorted()).toEqual([...kept, "view.json.new"].toSorted());
    expect(await readFile(join(folder, "accounts.json"), "utf8")).toBe("mine");
    await makeDisk(join(folder, "not there")).sweep();
    expect(unwritable).toEqual([]);
  });

  test("[Y3] and damaged again and again within one moment leaves each copy", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      for (let count = 0; count < 5; count += 1) {
        await writeFile(join(folder, "a.json"), `damaged ${count}`);
        await disk.jsonFile("a.json", schema).read();
      }
    } finally {
      vi.useRealTimers();
    }
    expect(new Set(aside.map(([, name]) => name)).size).toBe(5);
    const texts = await Promise.all(aside.map(([, name]) => readFile(join(folder, name), "utf8")));
    expect(texts).toEqual([0, 1, 2, 3, 4].map((count) => `damaged ${count}`));
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
      await disk.jsonFile("a.json", schema).write(before);
      const written = await shortOfRoom(() =>
        disk.jsonFile("a.json", schema).write({ version: 1, words: [tooLong] }),
      );
      expect(written).toBe(false);
      expect(unwritable).toEqual([["a.json", "EFBIG"]]);
      expect(await disk.jsonFile("a.json", schema).read()).toEqual(before);
      expect(await readdir(folder)).toEqual(["a.json"]);
      expect(await disk.jsonFile("a.json", schema).write({ version: 1, words: ["after"] })).toBe(true);
    },
  );

  test("of several writes at once the last is the one that stays", async () => {
    const lengths = [100_000, 1, 50_000, 0];
    await Promise.all(
      lengths.map((length) =>
        disk.jsonFile("a.json", schema).write({ version: 1, words: ["x".repeat(length)] }),
      ),
    );
    expect(await disk.jsonFile("a.json", schema).read()).toEqual({ version: 1, words: [""] });
  });
});

describe("a folder that cannot be used", () => {
  test("because a file is in the folder's place is reported by each kind of access, and never throws", async () => {
    await writeFile(join(folder, "place"), "a file");
    const lost = makeDisk(join(folder, "place"));
    expect(await lost.jsonFile("a.json", schema).write({ version: 1, words: [] })).toBe(false);
    expect(await lost.jsonFile("a.json", schema).read()).toBeUndefined();
    const told = [...unwritable, ...unreadable];
    expect(told.map(([file]) => file)).toEqual(["a.json", "a.json"]);
    for (const [, reason] of told) expect(reason).toMatch(/^E[A-Z]+$/);
  });

  test("because a folder is in the file's place is reported, and the folder is left alone", async () => {
    await mkdir(join(folder, "a.json", "inner"), { recursive: true });
    await expectLeftAlone("ENOTFILE");
    expect(await readdir(join(folder, "a.json"))).toEqual(["inner"]);
  });

  test("no report names a path", async () => {
    await writeFile(join(folder, "place"), "a file");
    await makeDisk(join(folder, "place")).jsonFile("a.json", schema).write({ version: 1, words: [] });
    expect(JSON.stringify(unwritable)).not.toContain(folder);
  });
});

test("whoever reads while it is written finds the old content or the new, whole", async () => {
  const of = (letter: string) => ({
    version: 1 as const,
    words: Array.from({ length: 20_000 }, () => letter),
  });
  await disk.jsonFile("a.json", schema).write(of("a"));
  const letters = ["b", "c", "d", "e", "f"];
  const writing = letters.reduce(
    (before, letter) => before.then(() => disk.jsonFile("a.json", schema).write(of(letter))),
    Promise.resolve(true),
  );
  for (let seen: string | undefined; seen !== "f";) {
    const content = await disk.jsonFile("a.json", schema).read();
    expect(content?.words).toHaveLength(20_000);
    expect(new Set(content?.words).size).toBe(1);
    seen = content?.words[0];
  }
  expect(await writing).toBe(true);
  expect(aside).toEqual([]);
});
