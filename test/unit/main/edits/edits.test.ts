import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { removalWait } from "../../../../main/edits/removal-wait.ts";
import { isSameItem, type Contact } from "../../../../app/contact.ts";
import { applyDeltas, deltasBetween, type Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { ok } from "../../../../app/result.ts";
import { nobody } from "../../../../main/edits/crossing.ts";
import { batchIntent } from "../../../../main/edits/batch-intent.ts";
import { takenEdit, intentForGroup, intentToEdit, intentToMove } from "../../../../main/edits/intents.ts";
import { contact, nurse, romeo } from "../../../support/account-model.ts";
import { editsGround, type EditsGround } from "../../../support/edits-ground.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const join = (group: string): Delta => ({ do: "join", group });
const leave = (group: string): Delta => ({ do: "leave", group });
const rename = (name: string): Delta => ({ do: "rename", name });

const verona = () => [
  contact(romeo, { name: "Romeo", groups: ["Friends"], subscription: "both" }),
  contact(nurse, { name: "Nurse", groups: ["Family", "Friends"], subscription: "both" }),
];

/** The commands, as short as a test wants them. */
function start(contacts: readonly Contact[] = verona(), lines: EditsGround["lines"] = []) {
  const ground = editsGround(contacts, lines);
  const { edits, model } = ground;
  return {
    ...ground,
    change: (people: readonly BareJid[], ...deltas: Delta[]) =>
      edits.take(() => ok(intentToEdit(model, people, deltas, null))),
    move: (people: readonly BareJid[], from: string | null, to: string | null) =>
      edits.take(() =>
        intentToMove(
          model,
          people.map((one) => ({ contact: one, from })),
          to,
          null,
        ),
      ),
    remove: (...people: BareJid[]) =>
      edits.takeRemoval(() => ({
        batch: batchIntent({ kind: "remove" }),
        edits: people.map((one) => takenEdit(model, one, "remove", [])),
      })),
    group: (group: string, to: string | null, isMerge = false) =>
      edits.take(() => intentForGroup(model, group, to, isMerge)),
    states: () => [...model.edits.values()].map(({ state }) => state),
    batch: () => [...model.batches.values()].at(-1),
  };
}

const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    contact(`p${index}@example.net` as BareJid, { groups: ["Crowd"] }),
  );
const jidsOf = (contacts: readonly Contact[]) => contacts.map(({ bareJid }) => bareJid);

describe("one person in several of the groups that are left", () => {
  const both = [
    { contact: nurse, from: "Family" },
    { contact: nurse, from: "Friends" },
    { contact: romeo, from: "Friends" },
  ];

  test("[E4] counts once, in one set, and is undone in one", async () => {
    const { edits, model, serve, roster, batch } = start();
    await edits.take(() => intentToMove(model, both, "Verona", null));
    expect(batch()).toMatchObject({ count: 2 });
    await serve();
    expect(batch()).toMatchObject({ count: 2, done: 2 });
    expect(roster()).toMatchObject({ [nurse]: { groups: ["Verona"] }, [romeo]: { groups: ["Verona"] } });
    await edits.undo(null);
    await serve();
    expect(roster()[nurse]?.groups?.toSorted()).toEqual(["Family", "Friends"]);
  });

  test("[E4] counts once if their groups come in two calls, however far the first has progressed", async () => {
    for (const isFirstDone of [false, true]) {
      const { edits, model, serve, roster, batch } = start();
      await edits.take(() => intentToMove(model, both.slice(0, 1), "Verona", "b"));
      if (isFirstDone) await serve();
      await edits.take(() => intentToMove(model, both.slice(1), "Verona", "b"));
      expect(batch()).toMatchObject({ count: 2, done: 0, state: "running" });
      expect(model.facts.undoable).toMatchObject({ count: 2 });
      await serve();
      expect(batch()).toMatchObject({ count: 2, done: 2 });
      expect(roster()).toMatchObject({ [nurse]: { groups: ["Verona"] } });
      await edits.undo("b");
      expect(batch()).toMatchObject({ change: { kind: "undo" }, count: 2 });
      await serve();
      expect(roster()[nurse]?.groups?.toSorted()).toEqual(["Family", "Friends"]);
    }
  });

  test("[E4] counts once as well if one part is done, one is in flight and everything is undone", async () => {
    const { edits, model, stream, serve, roster } = start();
    await edits.take(() => intentToMove(model, both.slice(0, 1), "Verona", "b"));
    await serve();
    await edits.take(() => intentToMove(model, both.slice(1, 2), "Verona", "b"));
    expect(stream.open).toHaveLength(1);
    await edits.undo("b");
    expect(model.facts.redoable).toMatchObject({ count: 1 });
    expect([...model.edits.values()].filter(({ state }) => state === "waiting")).toHaveLength(1);
    await serve();
    expect(roster()[nurse]?.groups?.toSorted()).toEqual(["Family", "Friends"]);
  });

  test("[E4] refused in one part and done in the other counts as refused, once", async () => {
    const { edits, model, stream, serve, batch } = start();
    await edits.take(() => intentToMove(model, both, "Verona", "b"));
    await serve();
    await edits.take(() => ok(intentToEdit(model, [nurse], [join("More")], "b")));
    await stream.next.refuse("not-allowed");
    expect(batch()).toMatchObject({ count: 2, done: 1, refused: 1 });
  });

  test("[E7] taken out of one of them by another device, they still move from the other", async () => {
    const { edits, model, push, stream, serve, roster } = start();
    edits.suspend();
    await edits.take(() => intentToMove(model, both, "Verona", null));
    push(nurse, { groups: ["Friends"] });
    push(romeo, { groups: ["Elsewhere"] });
    edits.resume(stream);
    await serve();
    expect(roster()).toMatchObject({ [nurse]: { groups: ["Verona"] }, [romeo]: { groups: ["Elsewhere"] } });
  });
});

describe("nested groups", () => {
  const paris = "paris@example.net" as BareJid;
  const peter = "peter@example.net" as BareJid;
  const house = () => [
    contact(romeo, { groups: ["A", "A::B", "Friends"] }),
    contact(nurse, { groups: ["A::B::C"] }),
    contact(paris, { groups: ["Amici", "Amici::B"] }),
    contact(peter, { groups: ["C"] }),
  ];
  const nested = (contacts = house()) => {
    const ground = start(contacts);
    ground.model.setFact("delimiter", "::");
    const groups = (): Record<string, string[]> =>
      Object.fromEntries(
        Object.entries(ground.roster()).map(([jid, { groups }]) => [
          jid.split("@")[0] ?? jid,
          [...(groups ?? [])].toSorted(),
        ]),
      );
    return { ...ground, groups };
  };

  test("[E7] those nested in a group go with it to its new name, each person in one set, and come back by one undo", async () => {
    const { group, serve, groups, edits, batch } = nested();
    await group("A", "Z");
    expect(batch()).toMatchObject({ count: 2 });
    await serve();
    const before = { paris: ["Amici", "Amici::B"], peter: ["C"] };
    expect(groups()).toEqual({ romeo: ["Friends", "Z", "Z::B"], nurse: ["Z::B::C"], ...before });
    await edits.undo(null);
    await serve();
    expect(groups()).toEqual({ romeo: ["A", "A::B", "Friends"], nurse: ["A::B::C"], ...before });
  });

  test("[E7] without a delimiter nothing is nested", async () => {
    const { group, serve, roster } = start(house());
    await group("A", "Z");
    await serve();
    expect(roster()[romeo]?.groups).toEqual(["A::B", "Friends", "Z"]);
    expect(roster()[nurse]?.groups).toEqual(["A::B::C"]);
  });

  test("[E7] a name below which there is somebody is a merge; merged, both keep who is nested in them", async () => {
    const { group, serve, groups } = nested([
      contact(romeo, { groups: ["A", "A::B"] }),
      contact(nurse, { groups: ["C::B"] }),
    ]);
    expect(await group("A", "C")).toMatchObject({ ok: false, failure: { code: "group-exists" } });
    await group("A", "C", true);
    await serve();
    expect(groups()).toEqual({ romeo: ["C", "C::B"], nurse: ["C::B"] });
  });

  test("[E7] deleted, those nested in it go too, and everybody stays", async () => {
    const { group, serve, groups, batch } = nested();
    await group("A", null);
    expect(batch()).toMatchObject({ count: 2, change: { kind: "delete-group" } });
    await serve();
    expect(groups()).toMatchObject({ romeo: ["Friends"], nurse: [], paris: ["Amici", "Amici::B"] });
  });

  test("[E7] into one of its own, and out to the one it is nested in, nobody falls through", async () => {
    const inward = nested([contact(romeo, { groups: ["A", "A::B", "A::D"] })]);
    expect(await inward.group("A", "A::B")).toMatchObject({ ok: false, failure: { code: "group-exists" } });
    await inward.group("A", "A::B", true);
    await inward.serve();
    expect(inward.groups()).toEqual({ romeo: ["A::B", "A::B::D"] });
    const outward = nested([contact(romeo, { groups: ["A::A", "A::A::A"] })]);
    await outward.group("A::A", "A");
    await outward.serve();
    expect(outward.groups()).toEqual({ romeo: ["A", "A::A"] });
    const deeper = nested([contact(romeo, { groups: ["A", "A::D"] })]);
    await deeper.group("A", "A::B");
    await deeper.serve();
    expect(deeper.groups()).toEqual({ romeo: ["A::B", "A::B::D"] });
  });

  test("[E7] people removed from one of them by another device stay out of it, and move with the others", async () => {
    const { group, edits, push, stream, serve, groups, model } = nested();
    edits.suspend();
    await group("A", "Z");
    push(romeo, { groups: ["A::B", "Friends"] });
    push(nurse, { groups: [] });
    edits.resume(stream);
    await serve();
    expect(groups()).toMatchObject({ romeo: ["Friends", "Z::B"], nurse: [] });
    expect(model.merges.get(nurse)?.lines).toMatchObject([{ code: "move-yielded" }]);
    expect(model.merges.get(romeo)?.lines).toMatchObject([{ code: "groups-kept" }]);
    expect(model.facts.readOnlyGroups).toEqual([]);
  });

  test("[R14] a name that would grow too long below is refused before anything is taken", async () => {
    const { group, states } = nested([contact(romeo, { groups: ["A::B"] })]);
    expect(await group("A", "x".repeat(255))).toMatchObject({
      ok: false,
      failure: { code: "group-too-long" },
    });
    expect(states()).toEqual([]);
  });
});

describe("many at once", () => {
  test("[E4] 500 people, 7 refused: the others are changed, the report counts reasons, the refused are retried or discarded", async () => {
    const people = crowd(500);
    const { change, stream, push, batch, edits, model, serve, roster } = start(people);
    const taken = await change(jidsOf(people), join("New"));
    const id = taken.ok ? taken.value.batch : "";
    expect(batch()).toMatchObject({ count: 500, done: 0, state: "running" });
    for (let index = 0; stream.open.length > 0; index += 1) {
      const { iq, answer, refuse } = stream.next;
      const bareJid = iq.getChild("query")?.getChild("item")?.attrs["jid"] as BareJid;
      if (index % 80 === 3) await refuse(index % 160 === 3 ? "not-allowed" : "not-acceptable");
      else {
        await answer(`<iq type="result" id="x"/>`);
        push(bareJid, { groups: ["Crowd", "New"] });
      }
    }
    expect(batch()).toMatchObject({ done: 493, refused: 7, dropped: 0, state: "finished" });
    const refused = [...model.edits.values()].filter((edit) => edit.batch === id);
    expect(refused.map(({ why }) => why?.code ?? "").toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => "not-acceptable"),
      ...Array.from({ length: 4 }, () => "not-allowed"),
    ]);
    await edits.retryBatch(id);
    await serve();
    expect(batch()).toMatchObject({ count: 500, done: 500, refused: 0, state: "finished" });
    expect(Object.values(roster()).every(({ groups }) => groups?.includes("New"))).toBe(true);
    expect(await edits.giveUpBatch(id)).toMatchObject({ ok: true });
    expect(model.batches.size).toBe(0);
  });

  test("[E4] stopping finishes what is in flight and drops the rest", async () => {
    const people = crowd(100);
    const { change, stream, batch, edits, serve, states } = start(people);
    const taken = await change(jidsOf(people), join("New"));
    const under = stream.open.length;
    expect(under).toBeGreaterThan(0);
    await edits.stopBatch(taken.ok ? taken.value.batch : "");
    expect(states()).toEqual(Array.from({ length: under }, () => "sending"));
    await serve();
    expect(batch()).toMatchObject({ done: under, dropped: 100 - under, refused: 0, state: "stopped" });
    expect(stream.sent).toHaveLength(under);
    expect(states()).toEqual([]);
  });

  test("[E4] if a batch is stopped or undone between its parts, its later parts change nobody", async () => {
    const people = crowd(30);
    const { edits, model, stream, serve, roster, batch } = start(people);
    const part = (from: number, to: number, id: string) =>
      edits.take(() => ok(intentToEdit(model, jidsOf(people.slice(from, to)), [join("New")], id)));
    await part(0, 10, "stopped");
    const under = stream.open.length;
    await edits.stopBatch("stopped");
    expect(await part(10, 30, "stopped")).toMatchObject({ ok: true });
    await serve();
    expect(batch()).toMatchObject({ count: 30, done: under, dropped: 30 - under, state: "stopped" });
    await edits.undo("stopped");
    await serve();
    await part(0, 10, "undone");
    await edits.undo("undone");
    expect(await part(10, 30, "undone")).toMatchObject({ ok: true });
    await serve();
    expect(model.edits.size).toBe(0);
    expect(Object.values(roster()).some(({ groups }) => groups?.includes("New"))).toBe(false);
  });

  test("[E4] [E6] the same of removals", async () => {
    const people = crowd(4);
    const { edits, model, serve } = start(people);
    const part = (from: number, to: number) =>
      edits.takeRemoval(() => ({
        batch: batchIntent({ kind: "remove" }, "b"),
        edits: people.slice(from, to).map(({ bareJid }) => takenEdit(model, bareJid, "remove", [])),
      }));
    await part(0, 2);
    await edits.stopBatch("b");
    await part(2, 4);
    await vi.advanceTimersByTimeAsync(removalWait);
    await serve();
    expect(model.contacts.size).toBe(4);
    expect(model.edits.size).toBe(0);
  });

  test("[E4] people who cannot be changed are refused with the reason, and the others are changed", async () => {
    const full = contact(romeo, { groups: Array.from({ length: 32 }, (_, index) => `G${index}`) });
    const stranger = "stranger@example.net" as BareJid;
    const { change, serve, batch, roster, model } = start([full, contact(nurse)]);
    await change([romeo, stranger, nurse], join("New"));
    await serve();
    expect(batch()).toMatchObject({ count: 3, done: 1, refused: 2 });
    expect([...model.edits.values()].map(({ bareJid, why }) => [bareJid, why?.code])).toEqual([
      [romeo, "too-many-groups"],
      [stranger, "contact-gone"],
    ]);
    expect(roster()[nurse]).toEqual({ name: "", groups: ["New"] });
  });

  test("[E4] if the server asks to wait, nothing is refused, and one set at a time is retried later", async () => {
    const people = crowd(20);
    const { change, stream, batch, serve, states } = start(people);
    await change(jidsOf(people), join("New"));
    const first = stream.open.length;
    for (let count = 0; count < first; count += 1) await stream.next.refuse("resource-constraint");
    expect(batch()).toMatchObject({ state: "paused", pause: "server", refused: 0 });
    expect(states()).not.toContain("refused");
    expect(stream.open).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stream.open).toHaveLength(1);
    await serve();
    expect(batch()).toMatchObject({ done: 20, state: "finished", pause: null });
  });

  test("[E1] [E4] a full disk pauses sending, is not reported as the server's refusal, and is retried", async () => {
    const people = crowd(20);
    const { change, edits, stream, batch, disk } = start(people);
    edits.suspend();
    await change(jidsOf(people), join("New"));
    disk.isFull = true;
    edits.resume(stream);
    expect(stream.open).toHaveLength(0);
    expect(batch()).toMatchObject({ state: "paused", pause: "disk", refused: 0 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(batch()).toMatchObject({ state: "paused", pause: "disk" });
    disk.isFull = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(batch()).toMatchObject({ state: "running", pause: null });
    expect(stream.open.length).toBeGreaterThan(0);
  });

  test("[E4] a server that asks to wait for ever counts as a refusal", async () => {
    const { change, stream, states } = start();
    await change([romeo], join("New"));
    for (let count = 0; stream.open.length > 0 && count < 20; count += 1) {
      await stream.next.refuse("resource-constraint");
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(states()).toEqual(["refused"]);
  });

  test("[E4] a move leaves the one group it was made from, and no other", async () => {
    const { move, serve, roster } = start();
    await move([nurse], "Friends", "Verona");
    await serve();
    expect(roster()[nurse]).toEqual({ name: "Nurse", groups: ["Family", "Verona"] });
  });
});

describe("undo", () => {
  test("[E5] reverts what an edit changed, and no more; undoing the undo makes the edit again", async () => {
    const { change, edits, serve, roster, model } = start();
    await change([romeo, nurse], join("Friends"), leave("Family"), rename("X"));
    await serve();
    expect(roster()).toEqual({
      [romeo]: { name: "X", groups: ["Friends"] },
      [nurse]: { name: "X", groups: ["Friends"] },
    });
    expect(model.facts.undoable).toMatchObject({ change: { kind: "edit" }, count: 2 });
    expect(await edits.undo(null)).toMatchObject({ ok: true, value: { kept: [], mustAsk: [] } });
    await serve();
    expect(roster()[romeo]).toEqual({ name: "Romeo", groups: ["Friends"] });
    expect(roster()[nurse]?.name).toBe("Nurse");
    expect(new Set(roster()[nurse]?.groups)).toEqual(new Set(["Family", "Friends"]));
    expect(model.facts).toMatchObject({ undoable: null, redoable: { change: { kind: "undo" }, count: 2 } });
    expect(await edits.redo()).toMatchObject({ ok: true });
    await serve();
    expect(roster()).toEqual({
      [romeo]: { name: "X", groups: ["Friends"] },
      [nurse]: { name: "X", groups: ["Friends"] },
    });
    expect(model.facts).toMatchObject({ undoable: { change: { kind: "redo" }, count: 2 }, redoable: null });
  });

  test("[E5] another device's later change wins, and the answer says whose", async () => {
    const { change, edits, serve, push, roster } = start();
    await change([romeo, nurse], rename("X"), join("New"));
    await serve();
    push(romeo, { name: "Theirs" });
    push(nurse, "removed");
    expect(await edits.undo(null)).toMatchObject({
      ok: true,
      value: {
        kept: [
          { contact: romeo, why: "name-changed" },
          { contact: nurse, why: "contact-gone" },
        ],
      },
    });
    await serve();
    expect(roster()).toEqual({ [romeo]: { name: "Theirs", groups: ["Friends"] } });
  });

  test("[E5] of a waiting edit sends nothing; of an edit in flight it sends the opposite afterwards", async () => {
    const people = crowd(30);
    const { change, edits, stream, serve, roster } = start(people);
    await change(jidsOf(people), join("New"));
    const under = stream.open.length;
    await edits.undo(null);
    await serve();
    expect(stream.sent).toHaveLength(2 * under);
    expect(Object.values(roster()).some(({ groups }) => groups?.includes("New"))).toBe(false);
    await edits.redo();
    await serve();
    expect(Object.values(roster()).every(({ groups }) => groups?.includes("New"))).toBe(true);
  });

  test("[E5] sends nothing of an edit that is dropped while it is being written to disk", async () => {
    const people = crowd(30);
    const { change, edits, stream, disk, push, serve, roster, model } = start(people);
    await change(jidsOf(people), join("New"));
    const under = stream.open.length;
    let flushed: () => void = () => undefined;
    disk.flushing = new Promise((resolve) => (flushed = resolve));
    const undoing = edits.undo(null);
    await settled();
    for (const { iq, answer } of stream.open) {
      const bareJid = iq.getChild("query")?.getChild("item")?.attrs["jid"] as BareJid;
      await answer(`<iq type="result" id="x"/>`);
      push(bareJid, { groups: ["Crowd", "New"] });
    }
    expect(stream.sent).toHaveLength(under);
    flushed();
    expect(await undoing).toMatchObject({ ok: true });
    await serve();
    expect(stream.sent).toHaveLength(2 * under);
    expect(Object.values(roster()).some(({ groups }) => groups?.includes("New"))).toBe(false);
    expect(model.edits.size).toBe(0);
  });

  test("[E5] goes back ten batches, not eleven, and a new edit clears redo", async () => {
    const { change, edits, serve, roster, model } = start();
    for (let index = 0; index < 11; index += 1) {
      await change([romeo], rename(`R${index}`));
      await serve();
    }
    for (let index = 0; index < 10; index += 1) {
      expect(await edits.undo(null)).toMatchObject({ ok: true });
      await serve();
    }
    expect(await edits.undo(null)).toMatchObject({ ok: false, failure: { code: "nothing-to-undo" } });
    expect(roster()[romeo]?.name).toBe("R0");
    await change([romeo], rename("New"));
    expect(model.facts.redoable).toBeNull();
    expect(await edits.redo()).toMatchObject({ ok: false });
  });

  test("[E5] two undos at once revert two batches", async () => {
    const { change, edits, serve, roster } = start();
    await change([romeo], join("A"));
    await change([romeo], join("B"));
    await serve();
    await Promise.all([edits.undo(null), edits.undo(null)]);
    await serve();
    expect(roster()[romeo]?.groups).toEqual(["Friends"]);
  });

  test("[E5] of an addition removes them, unless another device has made them its own", async () => {
    const paris = "paris@example.net" as BareJid;
    const { edits, model, serve, roster, push } = start();
    const add = () =>
      edits.take(() =>
        ok({ batch: batchIntent({ kind: "add" }), edits: [takenEdit(model, paris, "add", [rename("P")])] }),
      );
    await add();
    await serve();
    await edits.undo(null);
    await serve();
    expect(Object.keys(roster())).toEqual([romeo, nurse]);
    await add();
    await serve();
    push(paris, { groups: ["Theirs"] });
    expect(await edits.undo(null)).toMatchObject({
      value: { kept: [{ contact: paris, why: "contact-changed" }] },
    });
    await serve();
    expect(roster()[paris]).toEqual({ name: "P", groups: ["Theirs"] });
  });
});

test("[E5] of an addition in flight sends no subscription request", async () => {
  const paris = "paris@example.net" as BareJid;
  const { edits, model, serve, roster, asked } = start();
  const add = () =>
    edits.take(() =>
      ok({
        batch: batchIntent({ kind: "add" }),
        edits: [takenEdit(model, paris, "add", [rename("P")], { message: "Hello" })],
      }),
    );
  await add();
  expect([...model.edits.values()]).toMatchObject([{ state: "sending" }]);
  await edits.undo(null);
  await serve();
  expect(asked).toEqual([]);
  expect(Object.keys(roster())).toEqual([romeo, nurse]);
  await add();
  await serve();
  expect(asked).toEqual([paris]);
});

describe("removal", () => {
  test("[E6] waits before it is sent, and undo within the wait keeps the person as they were", async () => {
    const { remove, edits, stream, model, states, batch } = start();
    await remove(romeo);
    expect(states()).toEqual(["held"]);
    expect(batch()).toMatchObject({ state: "held", sendsAt: Date.now() + removalWait });
    await vi.advanceTimersByTimeAsync(removalWait - 1);
    expect(model.facts.undoable).toMatchObject({ change: { kind: "remove" }, contact: romeo });
    expect(await edits.undo(null)).toMatchObject({ ok: true, value: { mustAsk: [] } });
    expect(states()).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stream.sent).toEqual([]);
    expect(model.contacts.get(romeo)).toMatchObject({ subscription: "both" });
  });

  test("[E6] is sent when the wait is over; an undo after that adds them with name and groups, to be asked again", async () => {
    const { remove, edits, serve, roster } = start();
    await remove(romeo, nurse);
    await vi.advanceTimersByTimeAsync(removalWait);
    await serve();
    expect(roster()).toEqual({});
    expect(await edits.undo(null)).toMatchObject({ ok: true, value: { mustAsk: [romeo, nurse] } });
    await serve();
    expect(roster()).toEqual({
      [romeo]: { name: "Romeo", groups: ["Friends"] },
      [nurse]: { name: "Nurse", groups: ["Family", "Friends"] },
    });
  });

  test("[E6] is not on disk before its wait is over, so closing Kith keeps the person", async () => {
    const { remove, edits, lines, stream } = start();
    await remove(romeo);
    expect(lines).toEqual([]);
    edits.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stream.sent).toEqual([]);
    expect(lines).toEqual([]);
  });

  test("[E6] [R15] of the same person twice is one removal, which one undo reverts", async () => {
    const { remove, edits, serve, stream, states } = start();
    const first = await remove(romeo);
    expect(await remove(romeo)).toEqual(first);
    await remove(romeo, nurse);
    expect(states()).toEqual(["held", "held"]);
    await edits.undo(null);
    await vi.advanceTimersByTimeAsync(removalWait / 2);
    await edits.undo(null);
    await vi.advanceTimersByTimeAsync(removalWait);
    expect(stream.sent).toEqual([]);
    await remove(romeo);
    await vi.advanceTimersByTimeAsync(removalWait);
    await remove(romeo);
    await serve();
    expect(stream.sent).toHaveLength(1);
    expect(states()).toEqual([]);
  });

  test("[E6] within the wait yields if the person is added again, with the new name and groups", async () => {
    const { remove, edits, model, serve, roster, states } = start();
    await remove(romeo, nurse);
    expect(edits.isLeaving(romeo)).toBe(true);
    const again = takenEdit(model, romeo, "add", [rename("R"), join("Family")]);
    await edits.take(() => ok({ batch: batchIntent({ kind: "add" }), edits: [again] }));
    expect(edits.isLeaving(romeo)).toBe(false);
    await vi.advanceTimersByTimeAsync(removalWait);
    await serve();
    expect(states()).toEqual([]);
    expect(roster()).toEqual({ [romeo]: { name: "R", groups: ["Friends", "Family"] } });
  });

  test("[E6] within the wait, an edit is still sent, and the removal follows", async () => {
    const { remove, change, edits, serve, roster } = start();
    const removal = await remove(romeo);
    await change([romeo], rename("R"));
    await serve();
    expect(roster()[romeo]?.name).toBe("R");
    await vi.advanceTimersByTimeAsync(removalWait);
    await serve();
    expect(roster()[romeo]).toBeUndefined();
    await edits.undo(removal.ok ? removal.value.batch : null);
    await serve();
    expect(roster()[romeo]).toEqual({ name: "R", groups: ["Friends"] });
  });

  test("[E1] [E6] that finds the disk full is refused and not sent, and can be tried again", async () => {
    const { remove, disk, stream, states, model, edits, serve, roster } = start();
    await remove(romeo);
    disk.isFull = true;
    await vi.advanceTimersByTimeAsync(removalWait);
    expect(stream.sent).toEqual([]);
    expect(states()).toEqual(["refused"]);
    disk.isFull = false;
    await edits.retry([...model.edits.keys()][0] ?? "");
    await serve();
    expect(Object.keys(roster())).toEqual([nurse]);
  });
});

test("[E1] [E6] many removals that found the disk full are tried again in one line", async () => {
  const people = crowd(50);
  const { edits, model, disk, lines, remove, serve } = start(people);
  const removal = await remove(...jidsOf(people));
  disk.isFull = true;
  await vi.advanceTimersByTimeAsync(removalWait);
  expect([...model.edits.values()].every(({ why }) => why?.code === "disk-unwritable")).toBe(true);
  disk.isFull = false;
  await edits.retryBatch(removal.ok ? removal.value.batch : "");
  // Nothing else is written before they are sent.
  expect(lines[0]?.filter((one) => "edit" in one)).toHaveLength(50);
  await serve();
  expect(model.contacts.size).toBe(0);
  expect(model.edits.size).toBe(0);
});

describe("groups", () => {
  test("[E7] renaming takes everybody along, and nobody's other groups", async () => {
    const { group, serve, roster } = start();
    await group("Friends", "Amici");
    await serve();
    expect(roster()).toEqual({
      [romeo]: { name: "Romeo", groups: ["Amici"] },
      [nurse]: { name: "Nurse", groups: ["Family", "Amici"] },
    });
  });

  test("[E7] renaming onto a group that is there is refused; merging is how it is done, and undone", async () => {
    const { group, serve, roster, edits } = start();
    expect(await group("Friends", "Family")).toMatchObject({
      ok: false,
      failure: { code: "group-exists" },
    });
    await group("Friends", "Family", true);
    await serve();
    expect(roster()[romeo]?.groups).toEqual(["Family"]);
    expect(roster()[nurse]?.groups).toEqual(["Family"]);
    await edits.undo(null);
    await serve();
    expect(roster()[romeo]?.groups).toEqual(["Friends"]);
    expect(roster()[nurse]?.groups).toEqual(["Family", "Friends"]);
  });

  test.for([
    ["a rename", (ground: ReturnType<typeof start>) => ground.group("Friends", "Amici")],
    ["a merge", (ground: ReturnType<typeof start>) => ground.group("Friends", "Family", true)],
    ["a move", (ground: ReturnType<typeof start>) => ground.move([romeo, nurse], "Friends", "Work")],
  ] as const)(
    "[E3] [E7] %s skips people removed from the group by another device meanwhile, and says so",
    async ([, act]) => {
      const ground = start();
      ground.edits.suspend();
      expect(await act(ground)).toMatchObject({ ok: true });
      ground.push(romeo, { groups: [] });
      ground.edits.resume(ground.stream);
      await ground.serve();
      expect(ground.roster()[romeo]?.groups).toEqual([]);
      expect(ground.roster()[nurse]?.groups).not.toContain("Friends");
      expect([...ground.model.merges.values()]).toMatchObject([
        { bareJid: romeo, lines: [{ code: "move-yielded", values: { group: "Friends" } }] },
      ]);
      await ground.edits.undo(null);
      await ground.serve();
      expect(ground.roster()[romeo]?.groups).toEqual([]);
      expect(ground.roster()[nurse]?.groups).toContain("Friends");
    },
  );

  test("[E7] renaming twice before the first goes out takes everybody along twice", async () => {
    const { group, edits, stream, serve, roster, model } = start();
    edits.suspend();
    await group("Friends", "Amici");
    await group("Amici", "Amis");
    edits.resume(stream);
    await serve();
    expect(Object.values(roster()).map(({ groups }) => groups)).toEqual([["Amis"], ["Family", "Amis"]]);
    expect(model.merges.size).toBe(0);
  });

  test("[E7] deleting the last group keeps the people", async () => {
    const { group, serve, roster } = start([contact(romeo, { name: "Romeo", groups: ["Only"] })]);
    await group("Only", null);
    await serve();
    expect(roster()).toEqual({ [romeo]: { name: "Romeo", groups: [] } });
    expect(await group("Only", null)).toMatchObject({ ok: false, failure: { code: "unknown-group" } });
  });

  test("[E7] [R14] names: cleaned, limited, any delimiter, equal but for case another group", async () => {
    const { group, serve, roster } = start([contact(romeo, { groups: ["Friends"] })]);
    expect(await group("Friends", "   ")).toMatchObject({
      ok: false,
      failure: { code: "group-name-missing" },
    });
    expect(await group("Friends", "n".repeat(257))).toMatchObject({
      ok: false,
      failure: { code: "group-too-long" },
    });
    expect(await group("Friends", "Friends")).toMatchObject({ ok: false });
    for (const name of ["n".repeat(256), "A::B\\C/D", "FRIENDS", "Friends"]) {
      const [before = ""] = roster()[romeo]?.groups ?? [];
      expect(await group(before, ` ${name} `)).toMatchObject({ ok: true });
      await serve();
      expect(roster()[romeo]?.groups).toEqual([name]);
    }
  });

  test("[E6] [E7] people whose removal still waits move along, because it may be undone", async () => {
    const { group, remove, edits, serve, roster } = start();
    const removal = await remove(romeo);
    await group("Friends", "Amici");
    await serve();
    await edits.stopBatch(removal.ok ? removal.value.batch : "");
    expect(roster()[romeo]?.groups).toEqual(["Amici"]);
    expect(roster()[nurse]?.groups).toEqual(["Family", "Amici"]);
  });

  test("[E7] people whose joining is pending belong to the group", async () => {
    const { change, group, serve, roster } = start([contact(romeo), contact(nurse, { groups: ["A"] })]);
    await change([romeo], join("A"));
    await group("A", "B");
    await serve();
    expect(roster()).toEqual({
      [romeo]: { name: "", groups: ["B"] },
      [nurse]: { name: "", groups: ["B"] },
    });
  });

  test("[E8] a group that the server refuses to change, or restores, is marked; one that it changes after all is not", async () => {
    const { group, change, stream, push, model, serve } = start();
    await group("Family", "F");
    await stream.next.refuse("not-allowed");
    expect(model.facts.readOnlyGroups).toEqual(["Family"]);
    await change([romeo], leave("Friends"));
    await stream.next.answer(`<iq type="result" id="x"/>`);
    push(romeo, { name: "Romeo", groups: ["Friends"] });
    expect(model.facts.readOnlyGroups).toEqual(["Family", "Friends"]);
    await change([nurse], leave("Friends"));
    await serve();
    expect(model.facts.readOnlyGroups).toEqual(["Family"]);
  });

  test("[E8] a group that others could leave is not marked if one contact's change is refused", async () => {
    const { change, stream, push, model } = start();
    await change([nurse], leave("Friends"));
    await stream.next.answer(`<iq type="result" id="x"/>`);
    push(nurse, { groups: ["Family"] });
    await change([romeo], leave("Friends"));
    await stream.next.refuse("not-allowed");
    expect(model.facts.readOnlyGroups).toEqual([]);
  });
});

describe("what another device did meanwhile", () => {
  test("[E3] to the groups is kept beside ours, our name wins, and a line says so", async () => {
    const { change, edits, stream, push, serve, roster, model } = start();
    edits.suspend();
    await change([romeo], rename("Mine"), join("M"));
    push(romeo, { name: "Theirs", groups: ["T"] });
    edits.resume(stream);
    await serve();
    expect(roster()[romeo]).toEqual({ name: "Mine", groups: ["T", "M"] });
    expect(model.merges.get(romeo)?.lines).toMatchObject([
      { code: "renamed-over", values: { name: "Mine", theirs: "Theirs" } },
      { code: "groups-kept", values: { groups: 2 } },
    ]);
  });

  test("[E3] to a contact that both have added is kept, our name wins, and a line says so", async () => {
    const { edits, model, push, stream, serve, roster } = start();
    const paris = "paris@example.net" as BareJid;
    edits.suspend();
    const add = takenEdit(model, paris, "add", [rename("Mine"), join("A")]);
    await edits.take(() => ok({ batch: batchIntent({ kind: "add" }), edits: [add] }));
    push(paris, { name: "Theirs", groups: ["B"] });
    edits.resume(stream);
    await serve();
    expect(roster()[paris]).toEqual({ name: "Mine", groups: ["B", "A"] });
    expect(model.merges.get(paris)?.lines).toMatchObject([
      { code: "renamed-over", values: { name: "Mine", theirs: "Theirs" } },
      { code: "groups-kept", values: { groups: 1 } },
    ]);
  });

  test("[E3] twice leaves both lines to be read, the newest of a kind", async () => {
    const { change, edits, model, push, stream, serve } = start();
    const meanwhile = async (more: Partial<Contact>, ...deltas: Delta[]) => {
      edits.suspend();
      await change([romeo], ...deltas);
      push(romeo, more);
      edits.resume(stream);
      await serve();
    };
    await meanwhile({ name: "Theirs" }, rename("Mine"));
    await meanwhile({ groups: ["Friends", "B"] }, join("C"));
    await meanwhile({ name: "Theirs again" }, rename("Mine again"));
    expect(model.merges.get(romeo)?.lines).toMatchObject([
      { code: "groups-kept", values: { groups: 1 } },
      { code: "renamed-over", values: { name: "Mine again", theirs: "Theirs again" } },
    ]);
  });

  test("[E3] is not what our own earlier edit did", async () => {
    const { change, edits, stream, serve, model } = start();
    edits.suspend();
    await change([romeo], rename("First"), join("A"));
    await change([romeo], rename("Second"), join("B"));
    edits.resume(stream);
    await serve();
    expect(model.merges.size).toBe(0);
  });

  test("[E3] to a name is not overwritten by an undo that waited", async () => {
    const { change, edits, stream, push, serve, roster, model } = start();
    await change([romeo], rename("Mine"));
    await serve();
    edits.suspend();
    await edits.undo(null);
    push(romeo, { name: "Theirs" });
    edits.resume(stream);
    await serve();
    expect(roster()[romeo]?.name).toBe("Theirs");
    expect(model.merges.get(romeo)?.lines).toMatchObject([{ code: "name-yielded" }]);
    expect(model.edits.size).toBe(0);
  });
});

describe("our own earlier edit that lands while a later one is being written down", () => {
  /** A rename is on its way; it lands between the moment a later edit is computed and the moment that one is safe. */
  async function landingMeanwhile(act: (ground: ReturnType<typeof start>) => Promise<unknown>) {
    const ground = start();
    const { change, disk, stream, push, serve } = ground;
    await change([romeo], rename("Rob"));
    let flushed: () => void = () => undefined;
    disk.flushing = new Promise((resolve) => (flushed = resolve));
    const acting = act(ground);
    await settled();
    await stream.next.answer(`<iq type="result" id="x"/>`);
    push(romeo, { name: "Rob" });
    flushed();
    await acting;
    await serve();
    return ground;
  }

  test("[E3] is not another device's doing", async () => {
    const { roster, model } = await landingMeanwhile(({ change }) => change([romeo], join("New")));
    expect(roster()[romeo]).toEqual({ name: "Rob", groups: ["Friends", "New"] });
    expect(model.merges.size).toBe(0);
  });

  test("[E5] is undone", async () => {
    const { roster, model } = await landingMeanwhile(({ edits }) => edits.undo(null));
    expect(roster()[romeo]).toEqual({ name: "Romeo", groups: ["Friends"] });
    expect(model.merges.size).toBe(0);
  });
});

describe("a change that went out and was not answered", () => {
  /** It went out, the stream was lost, and this is what the next list says. */
  async function lostAfter(ground: ReturnType<typeof start>, now: Partial<Contact> | "removed") {
    ground.edits.suspend();
    ground.stream.fail("connection-lost");
    await settled();
    ground.edits.startFresh();
    ground.push(romeo, now);
    const next = new FakeStream();
    ground.edits.resume(next);
    await settled();
    return next.sent.map((iq) => iq.getChild("query")?.getChild("item")?.toString());
  }

  /** What the server ends with once what is sent again has been answered, and once it was undone. */
  async function endAndUndo(
    ground: ReturnType<typeof start>,
    now: Partial<Contact> | "removed",
  ): Promise<{ end: unknown; undone: unknown }> {
    ground.edits.suspend();
    ground.stream.fail("connection-lost");
    await settled();
    ground.edits.startFresh();
    ground.push(romeo, now);
    const serveOn = ground.goOn();
    await serveOn();
    const item = () => ground.roster()[romeo];
    const end = item();
    await ground.edits.undo(null);
    await serveOn();
    return { end, undone: item() };
  }

  describe("[R21] [E5] of which another device did a part: the rest is sent again, and undo leaves that part", () => {
    const friends = { name: "Romeo", groups: ["Friends"] };
    test.for([
      {
        case: "a join, and the rename is missing",
        deltas: [rename("Mine"), join("A")],
        now: { groups: ["Friends", "A"] },
        end: { name: "Mine", groups: ["Friends", "A"] },
        undone: { name: "Romeo", groups: ["Friends", "A"] },
      },
      {
        case: "one of two joins",
        deltas: [join("A"), join("B")],
        now: { groups: ["Friends", "B"] },
        end: { name: "Romeo", groups: ["Friends", "B", "A"] },
        undone: { name: "Romeo", groups: ["Friends", "B"] },
      },
      {
        case: "the leave",
        deltas: [rename("Mine"), leave("Friends")],
        now: { groups: [] },
        end: { name: "Mine", groups: [] },
        undone: { name: "Romeo", groups: [] },
      },
      {
        case: "the same name",
        deltas: [rename("Mine"), join("A")],
        now: { name: "Mine" },
        end: { name: "Mine", groups: ["Friends", "A"] },
        undone: { name: "Mine", groups: ["Friends"] },
      },
      {
        case: "all of it, and a group besides",
        deltas: [rename("Mine"), join("A")],
        now: { name: "Mine", groups: ["Friends", "A", "B"] },
        end: { name: "Mine", groups: ["Friends", "A", "B"] },
        undone: { name: "Mine", groups: ["Friends", "A", "B"] },
      },
      {
        case: "a join, and gave another name",
        deltas: [rename("Mine"), join("A"), join("B")],
        now: { name: "Theirs", groups: ["Friends", "A"] },
        end: { name: "Theirs", groups: ["Friends", "A", "B"] },
        undone: { name: "Theirs", groups: ["Friends", "A"] },
      },
      {
        case: "nothing of it, but something else",
        deltas: [rename("Mine"), join("A")],
        now: { groups: ["Friends", "B"] },
        end: { name: "Mine", groups: ["Friends", "B", "A"] },
        undone: { name: "Romeo", groups: ["Friends", "B"] },
      },
    ] as const)("$case", async ({ deltas, now, end, undone }) => {
      const ground = start([contact(romeo, friends)]);
      await ground.change([romeo], ...deltas);
      expect(await endAndUndo(ground, { ...friends, ...now })).toEqual({ end, undone });
      expect(ground.states()).toEqual([]);
    });
  });

  test("[R21] of which another device did a part says that the rest was sent again", async () => {
    const ground = start();
    await ground.change([romeo], rename("Mine"), join("A"));
    await lostAfter(ground, { groups: ["Friends", "A"] });
    expect(ground.model.merges.get(romeo)?.lines).toMatchObject([
      { code: "groups-kept", values: { groups: 1 } },
      { code: "sent-again", values: {} },
    ]);
  });

  test("[R21] [E5] that is there as it was sent was ours and can be undone", async () => {
    const ground = start();
    await ground.change([romeo], rename("Mine"), join("A"));
    expect(await endAndUndo(ground, { name: "Mine", groups: ["A", "Friends"] })).toEqual({
      end: { name: "Mine", groups: ["A", "Friends"] },
      undone: { name: "Romeo", groups: ["Friends"] },
    });
  });

  test("[R21] of a move out of a group: another device joined the other group, the group is left all the same", async () => {
    const ground = start();
    await ground.move([romeo], "Friends", "Work");
    expect(await endAndUndo(ground, { groups: ["Friends", "Work"] })).toEqual({
      end: { name: "Romeo", groups: ["Work"] },
      undone: { name: "Romeo", groups: ["Work", "Friends"] },
    });
  });

  test("[R21] whatever another device did meanwhile, every step is there or said to have yielded, and undo leaves theirs", async () => {
    const step = fc.oneof(
      fc.constantFrom("Mine", "Theirs").map(rename),
      fc.constantFrom("A", "B", "Friends").map(join),
      fc.constantFrom("A", "B", "Friends").map(leave),
    );
    const steps = fc.array(step, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(steps, steps, fc.boolean(), async (ours, theirs, arrived) => {
        const before = { name: "Romeo", groups: ["Friends", "A"] };
        const ground = start([contact(romeo, before)]);
        const wanted = applyDeltas(before, ours);
        if (isSameItem(before, wanted)) return;
        await ground.change([romeo], ...ours);
        const now = applyDeltas(arrived ? wanted : before, theirs);
        ground.edits.suspend();
        ground.stream.fail("connection-lost");
        await settled();
        ground.edits.startFresh();
        ground.push(romeo, now);
        const serveOn = ground.goOn();
        await serveOn();
        const item = () => ({ ...nobody, ...ground.roster()[romeo] });
        const end = item();
        expect(ground.states()).toEqual([]);
        const lines = ground.model.merges.get(romeo)?.lines.map(({ code }) => code) ?? [];
        for (const missing of deltasBetween(end, applyDeltas(end, deltasBetween(before, wanted))))
          expect([missing.do, lines]).toEqual(["rename", expect.arrayContaining(["name-yielded"])]);
        await ground.edits.undo(null);
        await serveOn();
        // Their set never crossed ours when it did not arrive: what they joined, left or named is theirs to the end.
        if (!arrived && !isSameItem(now, wanted))
          for (const kept of deltasBetween(before, now)) expect(applyDeltas(item(), [kept])).toEqual(item());
      }),
      { numRuns: 500 },
    );
  });

  test("[E2] of which nothing is seen is sent again", async () => {
    const ground = start();
    await ground.change([romeo], rename("Mine"), join("A"));
    const sent = await lostAfter(ground, { groups: ["Friends", "Theirs"] });
    expect(sent).toEqual([
      `<item jid="${romeo}" name="Mine"><group>Friends</group><group>Theirs</group><group>A</group></item>`,
    ]);
  });

  test("[E2] [E3] to a name that differs by now may have arrived first: the newer name wins, and a line says so", async () => {
    const ground = start();
    await ground.change([romeo], rename("Mine"));
    expect(await lostAfter(ground, { name: "Theirs" })).toEqual([]);
    expect(ground.states()).toEqual([]);
    expect(ground.model.merges.get(romeo)?.lines).toMatchObject([
      { code: "name-yielded", values: { name: "Mine", theirs: "Theirs" } },
    ]);
  });

  test("[E2] [E6] a removal is not repeated for a contact that another device added again or changed", async () => {
    const ground = start();
    await ground.remove(romeo);
    await vi.advanceTimersByTimeAsync(removalWait);
    expect(await lostAfter(ground, { groups: ["Back"] })).toEqual([]);
    expect(ground.states()).toEqual([]);
    expect(ground.model.merges.get(romeo)?.lines).toMatchObject([{ code: "removal-yielded", values: {} }]);
  });

  test("[R21] [E6] a removal is not repeated for somebody another device added again as they were", async () => {
    const ground = start();
    await ground.remove(romeo);
    await vi.advanceTimersByTimeAsync(removalWait);
    expect(await lostAfter(ground, { subscription: "none" })).toEqual([]);
    expect(ground.model.merges.get(romeo)?.lines).toMatchObject([{ code: "removal-yielded", values: {} }]);
  });

  test("[R21] a removal that never arrived is sent again", async () => {
    const ground = start();
    await ground.remove(romeo);
    await vi.advanceTimersByTimeAsync(removalWait);
    expect(await lostAfter(ground, {})).toEqual([`<item jid="${romeo}" subscription="remove"/>`]);
  });

  test("[R21] [E5] another device's change that we restored without an answer is restored in full, and is not our effect", async () => {
    const ground = start();
    await ground.change([romeo], join("K"));
    ground.push(romeo, { name: "Mo", groups: ["Friends", "T"] });
    await ground.stream.next.answer(`<iq type="result" id="x"/>`);
    ground.push(romeo, { name: "Romeo", groups: ["Friends", "K"] });
    expect(ground.states()).toEqual(["sending"]);
    expect(await endAndUndo(ground, { name: "Mo", groups: ["Friends", "K"] })).toEqual({
      end: { name: "Mo", groups: ["Friends", "K", "T"] },
      undone: { name: "Mo", groups: ["Friends", "T"] },
    });
  });

  test("[E2] [E5] a removal that took effect can be undone all the same", async () => {
    const ground = start();
    await ground.remove(romeo);
    await vi.advanceTimersByTimeAsync(removalWait);
    expect(await lostAfter(ground, "removed")).toEqual([]);
    expect(await ground.edits.undo(null)).toMatchObject({ ok: true, value: { mustAsk: [romeo] } });
    expect(ground.states()).toEqual(["sending"]);
  });

  describe("and added somebody", () => {
    const paris = "paris@example.net" as BareJid;
    async function lostAdding(now: Partial<Contact>) {
      const ground = start([]);
      const add = takenEdit(ground.model, paris, "add", [rename("Mine"), join("A")]);
      await ground.edits.take(() => ok({ batch: batchIntent({ kind: "add" }), edits: [add] }));
      ground.edits.suspend();
      ground.stream.fail("connection-lost");
      await settled();
      ground.edits.startFresh();
      ground.push(paris, now);
      const next = new FakeStream();
      ground.edits.resume(next);
      await settled();
      return { ...ground, sent: next.sent.map((iq) => iq.getChild("query")?.getChild("item")?.toString()) };
    }

    test("[E2] by a name that differs by now: the newer name wins, and a line says so", async () => {
      const { sent, states, roster, model } = await lostAdding({ name: "Theirs", groups: ["A", "B"] });
      expect(sent).toEqual([]);
      expect(states()).toEqual([]);
      expect(roster()[paris]).toEqual({ name: "Theirs", groups: ["A", "B"] });
      expect(model.merges.get(paris)?.lines).toMatchObject([
        { code: "name-yielded" },
        { code: "groups-kept" },
      ]);
    });

    test.for([
      ["as they were sent", { name: "Mine", groups: ["A"] }, true],
      ["as they were sent and asked for their status", { name: "Mine", groups: ["A"], ask: true }, false],
      [
        "as they were sent, sharing their status",
        { name: "Mine", groups: ["A"], subscription: "from" },
        false,
      ],
      ["by the same name without the group", { name: "Mine" }, false],
      ["without a name", { groups: ["A"] }, false],
    ] as const)(
      "[R21] [E5] who is there %s: undo removes them only if they are ours alone",
      async ([, now, isOurs]) => {
        const ground = await lostAdding({ ...now, groups: "groups" in now ? [...now.groups] : [] });
        const serveOn = ground.goOn();
        await serveOn();
        expect(ground.roster()[paris]).toEqual({ name: "Mine", groups: ["A"] });
        await ground.edits.undo(null);
        await serveOn();
        expect(Object.keys(ground.roster())).toEqual(isOurs ? [] : [paris]);
      },
    );

    test("[E2] [E3] a contact that another device added by another name: that name may be newer and wins, and a line says so", async () => {
      const { sent, model } = await lostAdding({ name: "Theirs", groups: ["B"] });
      expect(sent).toEqual([`<item jid="${paris}" name="Theirs"><group>B</group><group>A</group></item>`]);
      expect(model.merges.get(paris)?.lines).toMatchObject([
        { code: "name-yielded", values: { name: "Mine", theirs: "Theirs" } },
        { code: "groups-kept", values: { groups: 1 } },
        { code: "sent-again", values: {} },
      ]);
    });
  });

  test("[E2] the server refused was not made: tried again, ours is the newer name", async () => {
    const ground = start();
    await ground.change([romeo], rename("Mine"));
    await ground.stream.next.refuse("not-allowed");
    ground.push(romeo, { name: "Theirs" });
    await ground.edits.retry([...ground.model.edits.keys()][0] ?? "");
    await ground.serve();
    expect(ground.roster()[romeo]?.name).toBe("Mine");
  });
});

describe("a full disk", () => {
  test("[E1] is a failure: nothing was taken, and nothing goes out", async () => {
    const { change, disk, stream, states, model } = start();
    disk.isFull = true;
    expect(await change([romeo], rename("R"))).toMatchObject({
      ok: false,
      failure: { code: "disk-unwritable" },
    });
    await settled();
    expect(stream.sent).toEqual([]);
    expect(states()).toEqual([]);
    expect(model.facts.undoable).toBeNull();
  });

  test("[E1] between taking and sending keeps it from going out until there is room", async () => {
    const { change, edits, disk, stream, serve, roster, states } = start();
    edits.suspend();
    await change([romeo], rename("R"));
    disk.isFull = true;
    edits.resume(stream);
    expect(stream.sent).toEqual([]);
    expect(states()).toEqual(["waiting"]);
    disk.isFull = false;
    await vi.advanceTimersByTimeAsync(1_000);
    await serve();
    expect(roster()[romeo]?.name).toBe("R");
  });
});
