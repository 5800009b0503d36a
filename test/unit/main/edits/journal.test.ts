import { statSync } from "node:fs";
import { appendFile, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { Disk } from "../../../../main/accounts/disk.ts";
import { wallClock } from "../../../../main/clock.ts";
import { Edits } from "../../../../main/edits/edits.ts";
import { openJournal } from "../../../../main/edits/journal.ts";
import { batchWish, takenEdit, wishToEdit } from "../../../../main/edits/wishes.ts";
import { account, contact, createModel, nurse, romeo } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
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

const file = "edits.jsonl";
const path = () => join(folder, file);

/** The edits of an account on a real folder, as after a start. */
async function start(people: readonly BareJid[] = [romeo, nurse]) {
  const disk = new Disk(folder, {
    onSetAside: (name) => told.push(`set aside ${name}`),
    onUnwritable: (name, reason) => told.push(`${reason} ${name}`),
  });
  const { model } = createModel();
  for (const one of people) model.putContact(contact(one));
  const journal = await openJournal(disk, file, account);
  const edits = new Edits(
    model,
    journal.lines,
    journal.open,
    { ask: async () => ok(null), accept: () => undefined },
    wallClock(),
  );
  open.push(edits);
  const rename = (name: string, ...who: BareJid[]) =>
    edits.take(() => ok(wishToEdit(model, who, [{ do: "rename", name }], null)));
  const names = () => [...model.edits.values()].flatMap(({ deltas }) => deltas);
  return { edits, model, rename, names };
}

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

  test("[E2] forgets a line that was cut off, and writes on where it began", async () => {
    await (await start()).rename("R", romeo);
    await appendFile(path(), '{"do":"take","batch":{"id":"torn');
    const again = await start();
    expect(again.names()).toEqual([{ do: "rename", name: "R" }]);
    await again.rename("N", nurse);
    expect((await lines()).every((line) => typeof JSON.parse(line) === "object")).toBe(true);
    expect((await start()).names()).toHaveLength(2);
    expect(told).toEqual([]);
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

  test("[E2] keeps what stands before a line that was damaged, and sets a copy of all aside", async () => {
    await (await start()).rename("R", romeo);
    await appendFile(path(), `\0\0\0\n{"do":"retry","edit":"later"}\n`);
    const again = await start();
    expect(told).toEqual([`set aside ${file}`]);
    expect(again.names()).toEqual([{ do: "rename", name: "R" }]);
    const [aside = ""] = (await readdir(folder)).filter((name) => name.startsWith(`${file}.damaged-`));
    expect(await readFile(join(folder, aside), "utf8")).toContain("later");
    await again.rename("N", nurse);
    expect((await start()).names()).toHaveLength(2);
    expect(told).toHaveLength(1);
  });

  test("leaves the edits of another account alone that wears the same file name", async () => {
    await (await start()).rename("R", romeo);
    const content = await readFile(path(), "utf8");
    await writeFile(path(), content.replace(account, "somebody@else.example"));
    expect((await start()).names()).toEqual([]);
  });
});

describe("a full disk", () => {
  test.runIf(process.platform === "linux")(
    "[E1] is a failure with a reason, nothing is taken, and the next edit finds the room that was made",
    async () => {
      await (await start()).rename("R", romeo);
      const { rename, model, names } = await start();
      // A device that takes nothing stands in the journal's place before it is opened for writing.
      await rm(path());
      await symlink("/dev/full", path());
      expect(await rename("N", nurse)).toMatchObject({ ok: false, failure: { code: "disk-unwritable" } });
      expect(told).toContain(`ENOSPC ${file}`);
      expect(model.edits.size).toBe(1);
      await rm(path());
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
      onUnwritable: (_name, reason) => told.push(reason),
    });
    const { log } = await disk.openLog(file, z.unknown());
    const isWritten = await shortOfRoom(() => log.append(tooLong));
    expect(isWritten).toBe(false);
    expect(told).toEqual(["EFBIG"]);
    expect((await stat(path())).size).toBe(size);
    log.close();
  });

  test.runIf(process.platform === "linux")(
    "[E1] while the file is written anew leaves it as it was",
    async () => {
      await (await start()).rename("R", romeo);
      const content = await readFile(path(), "utf8");
      const disk = new Disk(folder, {
        onSetAside: (name) => told.push(name),
        onUnwritable: (_name, reason) => told.push(reason),
      });
      const { log } = await disk.openLog(file, z.unknown());
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
  test("[E1] anew while an edit is being taken keeps that edit", async () => {
    const { rename, edits, model } = await start();
    await rename("N", nurse);
    const join: Delta = { do: "join", group: "g".repeat(70_000) };
    const edit = takenEdit(model, romeo, "change", [join]);
    const taking = edits.take(() => ok({ batch: batchWish("groups"), edits: [edit] }));
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
      if (count % 50 === 0) inodes.add((await stat(path())).ino);
    }
    await settled();
    expect(model.edits.size).toBe(0);
    expect(inodes.size).toBeLessThan(5);
    expect((await start(people)).model.edits.size).toBe(0);
  });

  test("[E1] written anew once it is mostly history, and nothing is lost by it", async () => {
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
