import { expect, test } from "vitest";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { intentToEdit } from "../../../../main/edits/intents.ts";
import { contact, romeo } from "../../../support/account-model.ts";
import { editsGround, type EditsGround } from "../../../support/edits-ground.ts";
import { settled } from "../../../support/fake-stream.ts";

/* What happens between the moment when a line is written and the moment when it is known to be safe. */

const list = () => [contact(romeo, { name: "Romeo", groups: ["Friends"], subscription: "both" })];

function start(lines: EditsGround["lines"] = [], contacts = list()) {
  const ground = editsGround(contacts, lines);
  const change = (who: BareJid, ...deltas: Delta[]) =>
    ground.edits.take(() => ok(intentToEdit(ground.model, [who], deltas, null)));
  let flushed = () => undefined as void;
  const startFlushing = () => {
    ground.disk.flushing = new Promise((resolve) => (flushed = resolve));
  };
  const land = async (name: string, groups: string[]) => {
    await ground.stream.next.answer(`<iq type="result" id="x"/>`);
    ground.push(romeo, { name, groups });
    await settled();
  };
  const crash = () =>
    start(JSON.parse(JSON.stringify(ground.lines)) as EditsGround["lines"], [
      ...ground.model.contacts.values(),
    ]);
  return { ...ground, change, startFlushing, endFlushing: () => flushed(), land, crash };
}

test("[E2] [E5] a crash does not bring back an edit whose undo was being written when an earlier edit ended", async () => {
  const ground = start();
  await ground.change(romeo, { do: "rename", name: "R" });
  await ground.change(romeo, { do: "join", group: "K" });
  ground.startFlushing();
  const undoing = ground.edits.undo(null);
  await settled();
  expect(ground.model.edits.size).toBe(2);
  await ground.land("R", ["Friends"]);
  const crashed = ground.crash();
  expect([...crashed.model.edits.values()]).toEqual([]);
  expect(crashed.model.facts.redoable).toMatchObject({ count: 1 });
  ground.endFlushing();
  expect(await undoing).toMatchObject({ ok: true });
  await ground.serve();
  expect(ground.roster()).toEqual({ [romeo]: { name: "R", groups: ["Friends"] } });
});

test("[E2] [E3] an edit that was being written when an earlier edit ended does not take that for another device's change", async () => {
  for (const isCrashed of [false, true]) {
    const ground = start();
    await ground.change(romeo, { do: "rename", name: "R" });
    ground.startFlushing();
    const taking = ground.change(romeo, { do: "rename", name: "R2" });
    await settled();
    await ground.land("R", ["Friends"]);
    const then = isCrashed ? ground.crash() : ground;
    ground.endFlushing();
    await taking;
    await then.serve();
    expect(then.roster()).toEqual({ [romeo]: { name: "R2", groups: ["Friends"] } });
    expect([...then.model.merges.values()]).toEqual([]);
  }
});

test("[E1] an edit whose undo could not be made safe is there, as if nothing had happened", async () => {
  const ground = start();
  await ground.change(romeo, { do: "rename", name: "R" });
  await ground.change(romeo, { do: "join", group: "K" });
  ground.disk.isFull = true;
  expect(await ground.edits.undo(null)).toMatchObject({ ok: false, failure: { code: "disk-unwritable" } });
  ground.disk.isFull = false;
  await ground.serve();
  expect(ground.roster()).toEqual({ [romeo]: { name: "R", groups: ["Friends", "K"] } });
  expect([...ground.model.merges.values()]).toEqual([]);
});
