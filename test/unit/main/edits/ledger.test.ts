import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../../app/change.ts";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { Ledger } from "../../../../main/edits/ledger.ts";
import { lineSchema, type Line } from "../../../../main/edits/line.ts";
import { batchWish } from "../../../../main/edits/batch-wish.ts";
import { takenEdit } from "../../../../main/edits/wishes.ts";
import type { AccountModel } from "../../../../main/roster/model.ts";
import { contact, createModel, nurse, romeo } from "../../../support/account-model.ts";

const people = [romeo, nurse, "paris@example.net" as BareJid];
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

/** Any line at any time, sensible or not; edits are told apart by when they were taken. */
const step = fc.oneof(
  fc.record({
    do: fc.constant("take" as const),
    batch: fc.constantFrom("b1", "b2", "b3"),
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
    effects: fc.array(effect, { maxLength: 1 }),
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

function toLines(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Line[] {
  let taken = 0;
  return steps.map((one) => {
    if (one.do !== "take") return one;
    const { batch: id, change, undoes, who, kind, deltas, message, base, why: refusal, effects } = one;
    return {
      do: "take",
      batch: { id, change, undoes },
      edits: who.map((bareJid) => {
        taken += 1;
        return {
          id: `e${taken}`,
          bareJid,
          address: bareJid,
          kind,
          deltas,
          message,
          base,
          yields: change.kind === "undo",
          why: refusal,
        };
      }),
      effects,
      drops: [],
    };
  });
}

function ledgerOf(lines: readonly Line[]): { ledger: Ledger; model: AccountModel } {
  const { model } = createModel();
  model.putContact(contact(romeo));
  const ledger = new Ledger(model);
  for (const line of lines) ledger.apply(line);
  ledger.settle();
  return { ledger, model };
}

/** All that a restart must bring back; entries of batches that are over are of the screen alone. */
function all({ ledger, model }: ReturnType<typeof ledgerOf>) {
  return {
    edits: [...model.edits.values()],
    records: [...model.edits.keys()].map((id) => ledger.record(id)),
    batches: [...model.batches.values()]
      .filter(({ id }) => ledger.editsOf(id).length > 0)
      .toSorted((a, b) => a.id.localeCompare(b.id)),
    undoable: model.facts.undoable,
    redoable: model.facts.redoable,
    effects: ["b1", "b2", "b3"].map((id) => ledger.effectsOf(id)),
  };
}

describe("the journal written anew", () => {
  test("[E2] adds up to the same, whatever was in it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const first = ledgerOf(toLines(steps));
        const lines = first.ledger.lines();
        const readBack = lines.map((line) => lineSchema.parse(JSON.parse(JSON.stringify(line))));
        const second = ledgerOf(readBack);
        expect(all(second)).toEqual(all(first));
      }),
      { numRuns: 500 },
    );
  });

  test("[E6] has no word of a removal in its wait", () => {
    const { ledger, model } = ledgerOf([]);
    ledger.hold(batchWish({ kind: "remove" }), [takenEdit(model, romeo, "remove", [])], 1);
    expect(model.edits.size).toBe(1);
    expect(ledger.lines()).toEqual([]);
  });

  test("[E4] counts add up: everybody is done, refused, dropped or under way, once", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { ledger, model } = ledgerOf(toLines(steps));
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
