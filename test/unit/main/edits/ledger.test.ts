import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../../app/change.ts";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { Ledger } from "../../../../main/edits/ledger.ts";
import { lineSchema, type Line } from "../../../../main/edits/line.ts";
import {
  doneStep,
  dropStep,
  refuseStep,
  restoreStep,
  retryStep,
  sendStep,
  takeStep,
} from "../../../../main/edits/steps.ts";
import { batchIntent } from "../../../../main/edits/batch-intent.ts";
import { takenEdit } from "../../../../main/edits/intents.ts";
import type { AccountModel } from "../../../../main/roster/model.ts";
import { contact, createModel, nurse, romeo } from "../../../support/account-model.ts";

const people = [romeo, nurse, "paris@example.net" as BareJid];
const batches = ["b1", "b2", "b3"];
const ids = ["e1", "e2", "e3", "e4", "e5", "e6"];

const item = fc.record({
  name: fc.constantFrom("", "A", "B"),
  groups: fc.uniqueArray(fc.constantFrom("G", "H", "I"), { maxLength: 3 }),
});
const delta: fc.Arbitrary<Delta> = fc.oneof(
  fc.constantFrom("A", "B").map((name): Delta => ({ do: "rename", name })),
  fc.constantFrom("G", "H").map((group): Delta => ({ do: "join", group })),
  fc.constantFrom("G", "H").map((group): Delta => ({ do: "leave", group })),
);
const effect = fc.record({
  bareJid: fc.constantFrom(...people),
  address: fc.constant("a@example.net"),
  before: fc.option(item),
  after: fc.option(item),
});
const why = fc.constantFrom(
  { code: "not-allowed" as const, values: {} },
  { code: "no-answer" as const, values: {} },
);

/** Any step at any time, sensible or not; edits are told apart by when they were taken. */
const step = fc.oneof(
  fc.record({
    do: fc.constant("take" as const),
    batch: fc.constantFrom(...batches),
    change: fc.constantFrom<Change[]>(
      { kind: "edit" },
      { kind: "undo", of: { kind: "edit" } },
      { kind: "ask" },
    ),
    undoes: fc.constantFrom(null, "b1", "b2"),
    who: fc.array(fc.constantFrom(...people), { maxLength: 3 }),
    kind: fc.constantFrom("add" as const, "change" as const, "remove" as const, "ask" as const),
    deltas: fc.array(delta, { maxLength: 3 }),
    message: fc.option(fc.constant("Hello")),
    base: fc.option(item),
    why: fc.option(why, { freq: 4 }),
    effects: fc.array(effect, { maxLength: 2 }),
    drops: fc.array(fc.constantFrom(...ids), { maxLength: 2 }),
  }),
  fc.record({
    do: fc.constant("send" as const),
    edit: fc.constantFrom(...ids),
    before: fc.option(item),
    sent: fc.option(item),
  }),
  fc.record({ do: fc.constant("done" as const), edit: fc.constantFrom(...ids), effect: fc.option(effect) }),
  fc.record({
    do: fc.constant("restore" as const),
    edit: fc.constantFrom(...ids),
    deltas: fc.array(delta, { maxLength: 2 }),
    base: item,
    effect: fc.option(effect),
  }),
  fc.record({ do: fc.constant("refuse" as const), edit: fc.constantFrom(...ids), why }),
  fc.record({ do: fc.constant("retry" as const), edit: fc.constantFrom(...ids) }),
  fc.record({ do: fc.constant("drop" as const), edits: fc.array(fc.constantFrom(...ids), { maxLength: 2 }) }),
);

/** Takes the steps, and gives the lines that say so. */
function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  const { ledger, model } = ledgerOf([]);
  const lines: Line[] = [];
  let taken = 0;
  const lineOf = (one: (typeof steps)[number]): Line => {
    switch (one.do) {
      case "send":
        return sendStep(ledger, one.edit, { before: one.before, sent: one.sent });
      case "done":
        return doneStep(ledger, one.edit, one.effect);
      case "restore":
        return restoreStep(ledger, one.edit, one);
      case "refuse":
        return refuseStep(ledger, one.edit, one.why);
      case "retry":
        return retryStep(ledger, one.edit);
      case "drop":
        return dropStep(ledger, [...new Set(one.edits)]);
      case "take": {
        const { change, undoes, who, kind, deltas, message, base, why: refusal, effects, drops } = one;
        const edits = who.map((bareJid) => {
          taken += 1;
          const yields = change.kind === "undo";
          const asked = { bareJid, address: bareJid, kind, deltas, message, base, yields, why: refusal };
          return { id: `e${taken}`, ...asked };
        });
        const batch = batchIntent(change, one.batch, undoes);
        return takeStep(ledger, { batch, edits }, [...new Set(drops)], effects);
      }
    }
  };
  for (const one of steps) {
    const line = lineOf(one);
    if (line.length > 0) lines.push(line);
    ledger.apply(line);
  }
  return { ledger, model, lines };
}

function ledgerOf(lines: readonly Line[]): { ledger: Ledger; model: AccountModel } {
  const { model } = createModel();
  model.putContact(contact(romeo));
  return { ledger: new Ledger(model, lines), model };
}

const readBack = (lines: readonly Line[]) =>
  lines.map((line) => lineSchema.parse(JSON.parse(JSON.stringify(line))));

/** All that a restart must bring back; entries of batches that are over are of the screen alone. */
function all({ ledger, model }: Pick<ReturnType<typeof ledgerOf>, "ledger" | "model">) {
  return {
    edits: [...model.edits.values()],
    records: [...model.edits.keys()].map((id) => ledger.stored(id)),
    batches: [...model.batches.values()]
      .filter(({ id }) => ledger.editsOf(id).length > 0)
      .toSorted((a, b) => a.id.localeCompare(b.id)),
    undoable: model.facts.undoable,
    redoable: model.facts.redoable,
    effects: batches.map((id) => ledger.effectsOf(id)),
  };
}

describe("a restart", () => {
  test("[E2] comes to the same from every line that was written, the last value of each thing", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const first = play(steps);
        expect(all(ledgerOf(readBack(first.lines)))).toEqual(all(first));
      }),
      { numRuns: 500 },
    );
  });

  test("[E2] comes to the same from the rewritten journal, whatever was in it, and from what is added to it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.nat(25), (steps, at) => {
        const first = play(steps);
        expect(all(ledgerOf(readBack(first.ledger.lines())))).toEqual(all(first));
        const rewritten = play(steps.slice(0, at));
        const later = first.lines.slice(rewritten.lines.length);
        expect(all(ledgerOf([...rewritten.ledger.lines(), ...later]))).toEqual(all(first));
      }),
      { numRuns: 500 },
    );
  });

  test("[E2] comes to the same if every line is said twice, and each line says again what the one before it ended", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const first = play(steps);
        const ends = (line: Line | undefined) =>
          (line ?? []).filter((one) => "edit" in one && one.state === null);
        const twice = first.lines.flatMap((line, at) => [[...ends(first.lines[at - 1]), ...line], line]);
        expect(all(ledgerOf(twice))).toEqual(all(first));
      }),
      { numRuns: 300 },
    );
  });

  test("[E5] brings back ten batches that can be undone, and no eleventh, with several undone between", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 40 }), (moves) => {
        const { ledger, model } = ledgerOf([]);
        const lines: Line[] = [];
        moves.forEach((isUndo, count) => {
          const undone = isUndo ? ledger.undoable("past") : undefined;
          const batch =
            undone === undefined
              ? batchIntent({ kind: "edit" }, `b${count}`)
              : batchIntent({ kind: "undo", of: { kind: "edit" } }, `b${count}`, undone.batch);
          const edit = {
            ...takenEdit(model, romeo, "change", [{ do: "join", group: "G" }]),
            id: `e${count}`,
          };
          const changed = { before: { name: "", groups: [] }, after: { name: `${count}`, groups: [] } };
          for (const line of [
            () => takeStep(ledger, { batch, edits: [edit] }),
            () => doneStep(ledger, edit.id, { bareJid: romeo, address: romeo, ...changed }),
          ]) {
            lines.push(line());
            ledger.apply(lines.at(-1) ?? []);
          }
        });
        for (const again of [ledgerOf(lines), ledgerOf(ledger.lines())])
          for (const stack of ["past", "future"] as const) {
            const names = again.ledger.stack(stack).map(({ intent }) => intent.id);
            expect(names).toEqual(ledger.stack(stack).map(({ intent }) => intent.id));
            expect(names.length).toBeLessThanOrEqual(10);
          }
      }),
      { numRuns: 200 },
    );
  });

  test("[Y3] without the line of a batch brings its edits back, and their progress once the batch is said again", () => {
    const { ledger, model } = ledgerOf([]);
    const edits = [romeo, nurse].map((who) => takenEdit(model, who, "change", [{ do: "join", group: "G" }]));
    const [first, second] = edits.map((edit) => ({ ...edit, why: null }));
    if (first === undefined || second === undefined) throw new Error("two edits");
    const batch = batchIntent({ kind: "join", group: "G" }, "b");
    const one = takeStep(ledger, { batch, edits: [first] });
    ledger.apply(one);
    const send = sendStep(ledger, first.id, { before: null, sent: null });
    ledger.apply(send);
    const two = takeStep(ledger, { batch, edits: [second] });
    ledger.apply(two);
    const without = ledgerOf([send]);
    expect([...without.model.edits.values()]).toMatchObject([{ id: first.id, deltas: first.deltas }]);
    expect(without.model.facts.undoable).toMatchObject({ change: { kind: "edit" }, count: 1 });
    const again = ledgerOf([send, two]);
    expect(again.model.batches.get("b")).toMatchObject({ count: 2, change: { kind: "join", group: "G" } });
    expect(all(again).edits).toEqual(all({ ledger, model }).edits);
  });

  test("[E6] has no word of a removal in its wait", () => {
    const { ledger, model } = ledgerOf([]);
    ledger.hold(batchIntent({ kind: "remove" }), [takenEdit(model, romeo, "remove", [])], 1);
    expect(model.edits.size).toBe(1);
    expect(ledger.lines()).toEqual([]);
  });

  test("[E4] counts add up: everybody is done, refused, dropped or under way, once", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { ledger, model } = play(steps);
        for (const { id, count, done, refused, dropped } of model.batches.values()) {
          const edits = ledger.editsOf(id);
          const going = edits.filter(({ state }) => state !== "refused").map(({ bareJid }) => bareJid);
          const stuck = edits.map(({ bareJid }) => bareJid).filter((bareJid) => !going.includes(bareJid));
          expect(new Set(stuck).size).toBe(refused);
          expect(done + refused + dropped + new Set(going).size).toBe(count);
          expect(count).toBeLessThanOrEqual(people.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
