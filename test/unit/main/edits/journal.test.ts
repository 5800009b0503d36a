import { statSync } from "node:fs";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { Disk } from "../../../../main/disk/disk.ts";
import type { Edits } from "../../../../main/edits/edits.ts";
import { sealAll } from "../../../../main/edits/sealed-lines.ts";
import { batchIntent } from "../../../../main/edits/batch-intent.ts";
import { takenEdit } from "../../../../main/edits/intents.ts";
import { account, contact, nurse, romeo } from "../../../support/account-model.ts";
import { editsOnDisk, journalFile as file } from "../../../support/edits-on-disk.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { whileRefusing } from "../../../support/refusing-system.ts";
import { shortOfRoom, tooLong } from "../../../support/short-of-room.ts";

let folder: string;
let told: string[];
const open: Edits[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-journal-"));
  told = [];
});
afterEach(async () => {
  for (const edits of open.splice(0)) edits.close();
  await rm(folder, { recursive: true, force: true });
});

const path = () => join(folder, file);

/** The edits of an account, as after a start. */
async function start(people: readonly BareJid[] = [romeo, nurse]) {
  const ground = await editsOnDisk(
    folder,
    people.map((one) => contact(one)),
    told,
  );
  open.push(ground.edits);
  return ground;
}

/** The one copy that was set aside. */
async function copy(): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${file}.damaged-`));
  expect(names).toHaveLength(1);
  return names[0] ?? "";
}

const paris = "paris@example.net" as BareJid;

/** A journal as the first version of Kith wrote it, with one rename. */
const firstVersion = [
  { do: "begin", version: 1, account },
  {
    do: "take",
    batch: { id: "b", what: "rename", values: { name: "R" }, undoes: null },
    edits: [
      {
        id: "e",
        bareJid: romeo,
        address: romeo,
        kind: "change",
        deltas: [{ do: "rename", name: "R" }],
        message: null,
        base: { name: "", groups: [] },
        yields: false,
        why: null,
      },
    ],
    effects: [],
    drops: [],
  },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join("");

const lines = async () => (await readFile(path(), "utf8")).split("\n").slice(0, -1);

describe("a start", () => {
  test("[E1] brings back what was taken, and what can be undone", async () => {
    const first = await start();
    await first.rename("R", romeo);
    await first.rename("N", nurse);
    const again = await start();
    expect([...again.model.edits.values()]).toEqual([...first.model.edits.values()]);
    expect(again.model.facts.undoable).toEqual(first.model.facts.undoable);
    expect(await again.edits.undo(null)).toMatchObject({ ok: true });
    expect((await start()).names()).toEqual([{ do: "rename", name: "R" }]);
  });

  test("[E1] does not know of what was asked for after the goodbye, and that was not said to be taken", async () => {
    const first = await start();
    await first.rename("R", romeo);
    first.edits.close();
    expect(await first.rename("N", nurse)).toMatchObject({ ok: false, failure: { code: "disk-unwritable" } });
    expect((await start()).names()).toEqual([{ do: "rename", name: "R" }]);
    expect(told).toEqual([]);
  });

  test("[E2] [Y3] forgets a line that was cut off, keeps a copy of it, and writes on where it began", async () => {
    await (await start()).rename("R", romeo);
    await appendFile(path(), '{"do":"take","batch":{"id":"torn');
    const again = await start();
    expect(again.names()).toEqual([{ do: "rename", name: "R" }]);
    expect(await readFile(join(folder, await copy()), "utf8")).toContain("torn");
    await again.rename("N", nurse);
    expect((await start()).names()).toHaveLength(2);
    expect(told).toEqual([`copied ${file}`]);
  });

  test.for([
    ["is no JSON", "damaged\n"],
    ["has a line in it that nobody wrote", '{"do":"begin","version":1,"account":"x"}\n{"do":"harm"}\n'],
    ["has a version to come", `{"do":"begin","version":2,"account":"${account}"}\n`],
  ])("sets a journal aside that %s, says so, and begins another", async ([, content = ""]) => {
    await writeFile(path(), content);
    const { rename } = await start();
    expect(told).toEqual([`set aside ${file}`]);
    expect((await readdir(folder)).filter((name) => name.startsWith(`${file}.damaged-`))).toHaveLength(1);
    expect(await rename("R", romeo)).toMatchObject({ ok: true });
    expect((await start()).names()).toHaveLength(1);
  });

  test.for([
    ["one flipped bit in the name of its account", (text: string) => text.replace("juliet", "kuliet")],
    ["a header of zeros", (text: string) => text.replace(/^.*/, (header) => "\0".repeat(header.length))],
    ["no header", (text: string) => text.replace(/^.*\n/, "")],
    ["another version in its header", (text: string) => text.replace('"version":3', '"version":4')],
    ["a line that nobody wrote", (text: string) => text.replace("\n", '\n{"do":"drop","edits":["x"]}\n')],
    ["zeros behind its end", (text: string) => `${text}${"\0".repeat(4_096)}`],
    ["its lines in another order", (text: string) => text.trim().split("\n").toReversed().join("\n") + "\n"],
    ["its lines twice", (text: string) => text + text],
  ] as const)("[Y3] with %s loses no edit, and keeps a copy", async ([, damage]) => {
    const first = await start();
    await first.rename("R", romeo);
    await first.rename("N", nurse);
    const damaged = damage(await readFile(path(), "utf8"));
    await writeFile(path(), damaged);
    expect((await start()).names()).toEqual(first.names());
    expect(told).toEqual([`copied ${file}`]);
    expect(await readFile(join(folder, await copy()), "utf8")).toBe(damaged);
    expect((await start()).names()).toEqual(first.names());
    expect(told).toHaveLength(1);
  });

  test("[E2] [Y3] with a damaged line in the middle keeps what is before it and after it", async () => {
    const first = await start([romeo, nurse, paris]);
    for (const who of [romeo, nurse, paris]) await first.rename(who, who);
    const damaged = (await readFile(path(), "utf8")).replace(`"name":"${nurse}"`, `"name":"Nurze"`);
    await writeFile(path(), damaged);
    const again = await start([romeo, nurse, paris]);
    expect(again.names()).toEqual([romeo, paris].map((name) => ({ do: "rename", name })));
    expect(await readFile(join(folder, await copy()), "utf8")).toBe(damaged);
    await again.rename("Again", nurse);
    expect((await start([romeo, nurse, paris])).names()).toHaveLength(3);
    expect(told).toEqual([`copied ${file}`]);
  });

  test("[Y3] with any one bit flipped believes no changed line, and keeps a copy", async () => {
    const first = await start();
    await first.rename("R", romeo);
    await first.rename("N", nurse);
    const bytes = await readFile(path());
    const before = [...first.model.edits.values()];
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        await rm(folder, { recursive: true });
        await mkdir(folder);
        told = [];
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await writeFile(path(), flipped);
        const again = await start();
        const after = [...again.model.edits.values()];
        expect(before).toEqual(expect.arrayContaining(after));
        // A line end that is gone makes one line of two.
        expect(after.length).toBeGreaterThanOrEqual(bytes[bit >> 3] === 10 ? 0 : 1);
        expect(told).toHaveLength(1);
        expect(await readFile(join(folder, await copy()))).toEqual(flipped);
        again.edits.close();
      }),
      { numRuns: 60, seed: 10 },
    );
  }, 30_000);

  test.for([
    ["of zeros", () => "\0".repeat(1_000)],
    ["that is empty", () => ""],
    ["that another account wrote", () => sealAll([], [], romeo).join("\n") + "\n"],
    ["of another account, of the first version", (text: string) => text.replaceAll(account, romeo)],
    ["of the first version with a flipped bit", (text: string) => text.replace("juliet", "kuliet")],
  ] as const)("[Y3] %s is set aside, and another begins", async ([, damage]) => {
    const damaged = damage(firstVersion);
    await writeFile(path(), damaged);
    const again = await start();
    expect(again.names()).toEqual([]);
    expect(told).toEqual([`set aside ${file}`]);
    expect(await readFile(join(folder, await copy()), "utf8")).toBe(damaged);
    await again.rename("N", nurse);
    expect((await start()).names()).toHaveLength(1);
  });

  test("[E1] brings back what the first version of the file says, and seals it with the next line", async () => {
    await writeFile(path(), firstVersion);
    const again = await start();
    expect(again.names()).toEqual([{ do: "rename", name: "R" }]);
    await again.rename("N", nurse);
    expect((await lines()).every((line) => /\t\d+\t[0-9a-f]{8}$/.test(line))).toBe(true);
    expect((await start()).names()).toHaveLength(2);
    expect(told).toEqual([]);
  });

  test("[Y3] brings back what the first version of the file says behind a damaged header", async () => {
    const damaged = firstVersion.replace(/^.*/, "\0");
    await writeFile(path(), damaged);
    expect((await start()).names()).toEqual([{ do: "rename", name: "R" }]);
    expect(told).toEqual([`copied ${file}`]);
    expect(await readFile(join(folder, await copy()), "utf8")).toBe(damaged);
  });

  test("[Y2] takes no edit where the file cannot be read, and leaves it for the next start", async () => {
    await (await start()).rename("R", romeo);
    const content = await readFile(path(), "utf8");
    await whileRefusing({ call: "open", path: /edits\.jsonl$/, code: "EIO" }, async () => {
      const { rename, model } = await start();
      expect(await rename("N", nurse)).toMatchObject({ ok: false, failure: { code: "disk-unwritable" } });
      expect(model.edits.size).toBe(0);
    });
    expect(told).toContain(`EIO left ${file}`);
    expect(await readFile(path(), "utf8")).toBe(content);
    expect((await start()).names()).toEqual([{ do: "rename", name: "R" }]);
  });

  test("[Y4] follows no link in the file's place, neither reading nor writing", async () => {
    await (await start()).rename("R", romeo);
    const target = join(folder, "elsewhere");
    await rename(path(), target);
    await symlink(target, path());
    const content = await readFile(target, "utf8");
    const again = await start();
    expect(again.names()).toEqual([]);
    expect(await again.rename("N", nurse)).toMatchObject({ ok: false });
    expect(await readFile(target, "utf8")).toBe(content);
    expect(await readlink(path())).toBe(target);
  });

  test.for([
    ["goes away", () => rm(path())],
    ["becomes a link", () => rm(path()).then(() => symlink(join(folder, "elsewhere"), path()))],
    ["is cut short", () => truncate(path(), 10)],
  ] as const)("[E1] rewrites the file when it %s while Kith runs", async ([, happen]) => {
    const first = await start();
    await first.rename("R", romeo);
    await happen();
    expect(await first.rename("N", nurse)).toMatchObject({ ok: true });
    expect((await start()).names()).toHaveLength(2);
    expect(await readdir(folder)).toEqual([file]);
  });
});

describe("a full disk", () => {
  test.runIf(process.platform === "linux")(
    "[E1] is a failure with a reason, nothing is taken, and the next edit finds the room that was made",
    async () => {
      await (await start()).rename("R", romeo);
      const { rename, model, names } = await start();
      const renaming = () => rename("N", nurse);
      expect(await whileRefusing({ call: "writeSync", code: "ENOSPC" }, renaming)).toMatchObject({
        ok: false,
        failure: { code: "disk-unwritable" },
      });
      expect(told).toContain(`ENOSPC ${file}`);
      expect(model.edits.size).toBe(1);
      expect(await rename("N2", nurse)).toMatchObject({ ok: true });
      expect((await start()).names()).toEqual(names());
      expect(names()).toEqual(["R", "N2"].map((name) => ({ do: "rename", name })));
    },
  );
});

describe("a line that only partly fits", () => {
  const onSignal = () => undefined;
  beforeEach(() => void process.on("SIGXFSZ", onSignal));
  afterEach(() => void process.off("SIGXFSZ", onSignal));

  test.runIf(process.platform === "linux")("[E1] leaves nothing behind, not even for a crash", async () => {
    await (await start()).rename("R", romeo);
    const { size } = await stat(path());
    const disk = new Disk(folder, {
      onSetAside: (name) => told.push(name),
      onCopiedAside: (name) => told.push(name),
      onUnreadable: (name) => told.push(name),
      onUnwritable: (_name, reason) => told.push(reason),
    });
    const { log } = await disk.openLog(file, (entries) => ({ entries, isWhole: true }));
    const isWritten = await shortOfRoom(() => log.append(tooLong));
    expect(isWritten).toBe(false);
    expect(told).toEqual(["EFBIG"]);
    expect((await stat(path())).size).toBe(size);
    log.close();
  });

  test.runIf(process.platform === "linux")(
    "[E1] while the file is rewritten leaves it as it was",
    async () => {
      await (await start()).rename("R", romeo);
      const content = await readFile(path(), "utf8");
      const disk = new Disk(folder, {
        onSetAside: (name) => told.push(name),
        onCopiedAside: (name) => told.push(name),
        onUnreadable: (name) => told.push(name),
        onUnwritable: (_name, reason) => told.push(reason),
      });
      const { log } = await disk.openLog(file, (entries) => ({ entries, isWhole: true }));
      const isWritten = await shortOfRoom(() => log.replace(["short", tooLong]));
      expect(isWritten).toBe(false);
      expect(told).toEqual(["EFBIG"]);
      expect(await readFile(path(), "utf8")).toBe(content);
      expect(await readdir(folder)).toEqual([file]);
      log.close();
    },
  );
});

describe("writing", () => {
  test("[E1] the whole file while an edit is being taken keeps that edit", async () => {
    const { rename, edits, model } = await start();
    await rename("N", nurse);
    const join: Delta = { do: "join", group: "g".repeat(70_000) };
    const edit = takenEdit(model, romeo, "change", [join]);
    const taking = edits.take(() => ok({ batch: batchIntent({ kind: "groups" }), edits: [edit] }));
    // No turn of the event loop ends before the line is written, so that it is not yet known to be safe.
    while (statSync(path()).size < 70_000) await Promise.resolve();
    const { ino } = statSync(path());
    expect(model.edits.size).toBe(1);
    edits.resume(new FakeStream());
    expect(statSync(path()).ino).not.toBe(ino);
    expect(await taking).toMatchObject({ ok: true });
    expect((await start()).names()).toHaveLength(2);
  });

  test("[E1] of a bulk edit is a few big writes, however many people it is about", async () => {
    const people = Array.from({ length: 2_000 }, (_, index) => `p${index}@example.net` as BareJid);
    const { rename, edits, model } = await start(people);
    await rename("Same", ...people);
    expect(await lines()).toHaveLength(2);
    const stream = new FakeStream();
    edits.resume(stream);
    const inodes = new Set<number>();
    for (let count = 0; stream.open.length > 0; count += 1) {
      const { iq, answer } = stream.next;
      const bareJid = iq.getChild("query")?.getChild("item")?.attrs["jid"] as BareJid;
      await answer(`<iq type="result" id="x"/>`);
      model.putContact(contact(bareJid, { name: "Same" }));
      edits.handlePush(bareJid);
      if (count % 50 === 0) {
        inodes.add((await stat(path())).ino);
        // What became of one person is not written with all the others.
        expect((await lines()).at(-1)?.length).toBeLessThan(1_000);
      }
    }
    await settled();
    expect(model.edits.size).toBe(0);
    expect(inodes.size).toBeLessThan(5);
    expect((await start(people)).model.edits.size).toBe(0);
  });

  test("[E1] the file again once it is mostly history, and nothing is lost by it", async () => {
    const people = Array.from({ length: 100 }, (_, index) => `p${index}@example.net` as BareJid);
    const { rename, edits } = await start([...people, nurse]);
    let largest = 0;
    for (let count = 0; count < 20; count += 1) {
      const taken = await rename(`${count} ${"n".repeat(200)}`, ...people);
      await edits.stopBatch(taken.ok ? taken.value.batch : "");
      largest = Math.max(largest, (await stat(path())).size);
    }
    expect(largest).toBeGreaterThan(65_536);
    expect(largest).toBeLessThan(200_000);
    await rename("Last", nurse);
    expect((await start([nurse])).names()).toEqual([{ do: "rename", name: "Last" }]);
  });
});
