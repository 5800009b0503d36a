import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import type { BareJid } from "../../../../app/jid.ts";
import type { Edits } from "../../../../main/edits/edits.ts";
import { contact, nurse, romeo } from "../../../support/account-model.ts";
import { editsOnDisk, journalFile } from "../../../support/edits-on-disk.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";

const paris = "paris@example.net" as BareJid;
const people = [romeo, nurse, paris];
const verona = people.map((one) => contact(one, { name: one, groups: ["Verona"] }));

let folder: string;
let told: string[];
const open: Edits[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-damaged-journal-"));
  told = [];
});
afterEach(async () => {
  for (const edits of open.splice(0)) edits.close();
  await rm(folder, { recursive: true, force: true });
});

const path = () => join(folder, journalFile);
const lines = async () => (await readFile(path(), "utf8")).split("\n").slice(0, -1);

async function start(contacts: Iterable<Contact> = verona) {
  const ground = await editsOnDisk(folder, contacts, told);
  open.push(ground.edits);
  const { model, edits } = ground;
  const stream = new FakeStream();
  const answerNext = async (reply = `<iq type="result" id="x"/>`) => {
    const { iq, answer } = stream.next;
    const item = iq.getChild("query")?.getChild("item");
    const bareJid = item?.attrs["jid"] as BareJid;
    const groups = item?.getChildren("group").map((group) => group.getText()) ?? [];
    await answer(reply);
    model.putContact({
      ...contact(bareJid),
      ...model.contacts.get(bareJid),
      name: item?.attrs["name"] ?? "",
      groups,
    });
    edits.handlePush(bareJid);
    await settled();
  };
  const goOnline = async () => {
    edits.resume(stream);
    for (await settled(); stream.open.length > 0;) await answerNext();
  };
  const states = () => [...model.edits.values()].map(({ state, why }) => why?.code ?? state);
  return { ...ground, stream, answerNext, goOnline, states };
}

/** Makes these lines of the file unreadable; the header is line 0, and -1 is the last one. */
async function damage(...places: number[]): Promise<void> {
  const all = await lines();
  for (const place of places) {
    const at = place < 0 ? all.length + place : place;
    all[at] = (all[at] ?? "").replace(/["[]/, "#");
  }
  await writeFile(path(), all.map((line) => `${line}\n`).join(""));
}

describe("damage to the line that ends an edit", () => {
  test("[Y5] brings back nothing if a whole line follows: that says it again", async () => {
    const first = await start();
    await first.rename("R", romeo);
    await first.edits.undo(null);
    await first.rename("N", nurse);
    await damage(2);
    const again = await start();
    expect(again.names()).toEqual([{ do: "rename", name: "N" }]);
    expect(told).toEqual([`copied ${journalFile}`]);
    await again.goOnline();
    expect([...again.model.contacts.values()].map(({ name }) => name)).toEqual([romeo, "N", paris]);
  });

  test("[Y5] says it again after a restart, too", async () => {
    const first = await start();
    await first.rename("R", romeo);
    await first.edits.undo(null);
    await (await start()).rename("N", nurse);
    await damage(2);
    expect((await start()).names()).toEqual([{ do: "rename", name: "N" }]);
  });

  test.for([
    ["and to the next", [2, 3], 4],
    ["if it is the last", [-1], 2],
  ] as const)(
    "[Y5] %s brings the edit back, but does not send it unless the person tries again",
    async ([, places, count]) => {
      const first = await start();
      await first.rename("R", romeo);
      await first.edits.undo(null);
      if (count > 2) for (const name of ["N1", "N2"]) await first.rename(name, nurse);
      await damage(...places);
      const again = await start();
      expect(again.names()[0]).toEqual({ do: "rename", name: "R" });
      expect(told).toEqual([`copied ${journalFile}`]);
      // It is known after another restart, too.
      again.edits.close();
      const third = await start();
      expect(third.states()).toEqual(again.states());
      await third.goOnline();
      expect(third.states()).toEqual(["maybe-done"]);
      expect(third.model.contacts.get(romeo)?.name).toBe(romeo);
      const [id = ""] = third.model.edits.keys();
      await third.edits.retry(id);
      for (await settled(); third.stream.open.length > 0;) await third.answerNext();
      expect(third.states()).toEqual([]);
      expect(third.model.contacts.get(romeo)?.name).toBe("R");
    },
  );

  test("[Y5] brings back an edit that is done as done, once the contact shows it", async () => {
    const first = await start();
    await first.rename("R", romeo);
    await first.goOnline();
    expect(first.states()).toEqual([]);
    await damage(-1, -2);
    const again = await start(first.model.contacts.values());
    expect(again.states()).toEqual(["waiting"]);
    await again.goOnline();
    expect(again.states()).toEqual([]);
    expect(again.stream.sent).toEqual([]);
  });
});

test("[Y5] damage to a file that has just been rewritten leaves no doubt about the rest, for nothing has ended in it", async () => {
  const first = await start();
  for (const who of people) await first.rename(`New ${who}`, who);
  await rm(path());
  await first.rename("Newer", romeo);
  // Batches, then edits, then what is new.
  expect(await lines()).toHaveLength(8);
  await damage(1, 5, 6);
  const again = await start();
  expect(again.states()).toEqual(["waiting", "waiting"]);
  await again.goOnline();
  expect(again.states()).toEqual([]);
  expect(again.model.contacts.get(romeo)?.name).toBe("Newer");
  expect(again.sent.size).toBe(2);
});

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("rename" as const), who: fc.subarray(people, { minLength: 1 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("join" as const), who: fc.subarray(people, { minLength: 1 }) }),
  },
  { weight: 5, arbitrary: fc.constant({ do: "undo" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "redo" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "stop" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "dismiss" as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("online" as const), answers: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.constant({ do: "refuse" as const }) },
  { weight: 2, arbitrary: fc.constant({ do: "offline" as const }) },
);

test("[Y3] [Y5] whichever lines are damaged, no edit is sent that was over, and each with a whole line is there", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 14 }),
      fc.integer({ min: 0, max: 999 }),
      fc.constantFrom(1, 1, 2, 3),
      async (steps, from, count) => {
        await rm(path(), { force: true });
        const first = await start();
        await first.rename("First", romeo);
        let batch = "";
        for (const [at, one] of steps.entries()) {
          if (one.do === "rename" || one.do === "join") {
            const taken =
              one.do === "rename"
                ? await first.rename(`Name ${at}`, ...one.who)
                : await first.change(one.who, { do: "join", group: `Group ${at % 3}` });
            batch = taken.ok ? taken.value.batch : batch;
          } else if (one.do === "undo") await first.edits.undo(null);
          else if (one.do === "redo") await first.edits.redo();
          else if (one.do === "stop") await first.edits.stopBatch(batch);
          else if (one.do === "dismiss") {
            for (const { id, state } of [...first.model.edits.values()])
              if (state === "refused") await first.edits.dismiss(id);
          } else if (one.do === "online") {
            first.edits.resume(first.stream);
            for (let answers = 0; answers < one.answers && first.stream.open.length > 0; answers += 1)
              await first.answerNext();
          } else if (one.do === "refuse") {
            if (first.stream.open.length > 0) await first.stream.next.refuse("not-allowed");
          } else first.edits.suspend();
          await settled();
        }
        first.edits.close();
        const live = new Map(first.model.edits);
        const whole = await lines();
        const begin = 1 + Math.floor((from / 1_000) * (whole.length - 1));
        const places = Array.from({ length: count }, (_, step) => begin + step).filter(
          (at) => at < whole.length,
        );
        await damage(...places);
        const again = await start(first.model.contacts.values());
        const readable = whole.filter((_, at) => !places.includes(at)).join("\n");
        for (const id of live.keys()) if (readable.includes(id)) expect(again.model.edits.has(id)).toBe(true);
        await again.goOnline();
        expect([...again.sent].filter((id) => !live.has(id))).toEqual([]);
        again.edits.close();
      },
    ),
    { numRuns: 120 },
  );
}, 60_000);
