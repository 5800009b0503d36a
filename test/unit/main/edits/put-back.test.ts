import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { removalWait } from "../../../../main/edits/removal-wait.ts";
import type { Delta } from "../../../../app/edit.ts";
import { ok } from "../../../../app/result.ts";
import { batchIntent } from "../../../../main/edits/batch-intent.ts";
import { takenEdit, intentToEdit, intentToMove } from "../../../../main/edits/intents.ts";
import { contact, nurse, romeo } from "../../../support/account-model.ts";
import { editsGround } from "../../../support/edits-ground.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const verona = [
  contact(romeo, { name: "Romeo", groups: ["Friends"], subscription: "both" }),
  contact(nurse, { name: "Nurse", groups: ["Family"], subscription: "both" }),
];

type Ground = ReturnType<typeof editsGround>;

/** Asks for something while offline, lets another device change Romeo, and comes back. */
async function meet(ground: Ground, ask: () => Promise<unknown>, theirs: Parameters<Ground["push"]>[1]) {
  ground.edits.suspend();
  await ask();
  ground.push(romeo, theirs);
  ground.edits.resume(ground.stream);
  await ground.serve();
}

function changed(ground: Ground, ...deltas: Delta[]) {
  return () => ground.edits.take(() => ok(intentToEdit(ground.model, [romeo], deltas, null)));
}

const linesOf = (ground: Ground) => ground.model.merges.get(romeo)?.lines.map(({ code }) => code);

describe("what was lost when an edit met another change", () => {
  test("[E10] theirs comes back where ours replaced it, and that can be undone", async () => {
    const ground = editsGround(verona);
    await meet(ground, changed(ground, { do: "rename", name: "Mine" }), { name: "Theirs" });
    expect(ground.roster()[romeo]).toMatchObject({ name: "Mine" });
    expect(await ground.edits.putBack(romeo, "renamed-over")).toEqual(ok(null));
    await ground.serve();
    expect(ground.roster()[romeo]).toMatchObject({ name: "Theirs" });
    expect(linesOf(ground)).toBeUndefined();
    await ground.edits.undo(null);
    await ground.serve();
    expect(ground.roster()[romeo]).toMatchObject({ name: "Mine" });
  });

  test("[E10] a move that did not happen is made, and the other lines stay", async () => {
    const ground = editsGround(verona);
    const move = () =>
      ground.edits.take(() =>
        intentToMove(ground.model, [{ contact: romeo, from: "Friends" }], "Family", null),
      );
    await meet(ground, move, { name: "Theirs", groups: ["Exiles"] });
    expect(linesOf(ground)).toContain("move-yielded");
    const others = linesOf(ground)?.filter((code) => code !== "move-yielded") ?? [];
    expect(await ground.edits.putBack(romeo, "move-yielded")).toEqual(ok(null));
    await ground.serve();
    expect(ground.roster()[romeo]).toEqual({ name: "Theirs", groups: ["Exiles", "Family"] });
    expect(linesOf(ground) ?? []).toEqual(others);
  });

  test("[E10] a removal that did not happen waits like any other", async () => {
    const ground = editsGround(verona);
    await ground.edits.takeRemoval(() => ({
      batch: batchIntent({ kind: "remove" }),
      edits: [takenEdit(ground.model, romeo, "remove", [])],
    }));
    await vi.advanceTimersByTimeAsync(removalWait);
    ground.edits.suspend();
    ground.push(romeo, { groups: ["Exiles"] });
    ground.edits.resume(ground.stream);
    expect(linesOf(ground)).toEqual(["removal-yielded"]);
    expect(await ground.edits.putBack(romeo, "removal-yielded")).toEqual(ok(null));
    expect([...ground.model.edits.values()].map(({ state }) => state)).toEqual(["held"]);
    expect(linesOf(ground)).toBeUndefined();
  });

  test("[E10] a line that lost nothing, one that is gone and one that never was change nothing", async () => {
    const ground = editsGround(verona);
    await meet(ground, changed(ground, { do: "join", group: "Family" }), { groups: ["Friends", "Exiles"] });
    expect(linesOf(ground)).toEqual(["groups-kept"]);
    for (const code of ["groups-kept", "renamed-over"] as const)
      expect(await ground.edits.putBack(romeo, code)).toMatchObject({ failure: { code: "bad-command" } });
    expect(await ground.edits.putBack(nurse, "groups-kept")).toMatchObject({ ok: false });
    expect(ground.model.edits.size).toBe(0);
    expect(linesOf(ground)).toEqual(["groups-kept"]);
  });

  test("[E10] somebody another device removed is added again as the edit would have left them", async () => {
    const ground = editsGround(verona);
    await meet(ground, changed(ground, { do: "join", group: "Family" }), "removed");
    const [refused] = [...ground.model.edits.values()];
    expect(refused).toMatchObject({ state: "refused", why: { code: "contact-gone" } });
    expect(await ground.edits.addAgain(refused?.id ?? "")).toEqual(ok(null));
    await ground.serve();
    expect(ground.roster()[romeo]).toEqual({ name: "Romeo", groups: ["Friends", "Family"] });
    expect(ground.model.edits.size).toBe(0);
    expect(ground.asked).toEqual([]);
  });

  test("[E10] nobody is added again for another refusal, or for an edit that is not there", async () => {
    const ground = editsGround(verona);
    await changed(ground, { do: "join", group: "Family" })();
    await ground.stream.next.refuse("not-allowed");
    const [refused] = [...ground.model.edits.values()];
    for (const id of [refused?.id ?? "", "nobody"])
      expect(await ground.edits.addAgain(id)).toMatchObject({ failure: { code: "bad-command" } });
  });
});

describe("what was told of a contact", () => {
  test("[E10] is there after a restart, until it is dismissed, and then not after the next", async () => {
    const ground = editsGround(verona);
    await meet(ground, changed(ground, { do: "rename", name: "Mine" }), { name: "Theirs" });
    const again = editsGround([...ground.model.contacts.values()], ground.lines);
    expect(linesOf(again)).toEqual(["renamed-over"]);
    expect(again.model.merges).toEqual(ground.model.merges);
    again.edits.dismissMerges(null);
    expect(linesOf(again)).toBeUndefined();
    expect(linesOf(editsGround([...again.model.contacts.values()], again.lines))).toBeUndefined();
  });

  test("[E10] is nothing after a restart if they have been removed since", async () => {
    const ground = editsGround(verona);
    await meet(ground, changed(ground, { do: "rename", name: "Mine" }), { name: "Theirs" });
    expect(editsGround([], ground.lines).model.merges.size).toBe(0);
  });
});
