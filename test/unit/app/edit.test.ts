import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyDeltas, type Delta } from "../../../app/edit.ts";

const group = fc.constantFrom<string>("A", "a", "B", "C", " ", "");
const delta: fc.Arbitrary<Delta> = fc.oneof(
  fc.record({ do: fc.constant("rename" as const), name: fc.string() }),
  fc.record({ do: fc.constantFrom("join" as const, "leave" as const), group }),
);
const item = fc.record({ name: fc.string(), groups: fc.uniqueArray(group) });

describe("deltas", () => {
  test("[R3] joining twice counts once, and keeps the place of the first", () => {
    const contact = { name: "", groups: ["A", "B"] };
    expect(applyDeltas(contact, [{ do: "join", group: "A" }]).groups).toEqual(["A", "B"]);
    expect(
      applyDeltas(contact, [
        { do: "join", group: "C" },
        { do: "join", group: "C" },
      ]).groups,
    ).toEqual(["A", "B", "C"]);
  });

  test("[R3] leaving a group that the contact is not in changes nothing", () => {
    const contact = { name: "Romeo", groups: ["A"] };
    expect(applyDeltas(contact, [{ do: "leave", group: "a" }])).toEqual(contact);
  });

  test("[R3] deltas change no other group and no name, and no group occurs twice", () => {
    fc.assert(
      fc.property(item, fc.array(delta), (before, deltas) => {
        const after = applyDeltas(before, deltas);
        const named = new Set(deltas.flatMap((one) => (one.do === "rename" ? [] : [one.group])));
        const untouched = (groups: readonly string[]) => groups.filter((one) => !named.has(one));
        expect(untouched(after.groups)).toEqual(untouched(before.groups));
        expect(new Set(after.groups).size).toBe(after.groups.length);
        const lastName = deltas.findLast((one) => one.do === "rename")?.name;
        expect(after.name).toBe(lastName ?? before.name);
        for (const one of named) {
          const last = deltas.findLast((each) => each.do !== "rename" && each.group === one);
          expect(after.groups.includes(one)).toBe(last?.do === "join");
        }
      }),
    );
  });

  test("[R3] the same deltas again change nothing: sending an edit twice does no harm", () => {
    fc.assert(
      fc.property(item, fc.array(delta), (before, deltas) => {
        const once = applyDeltas(before, deltas);
        const twice = applyDeltas(once, deltas);
        expect(twice.name).toBe(once.name);
        expect(twice.groups.toSorted()).toEqual(once.groups.toSorted());
      }),
    );
  });

  test("everything else on the contact stays, and the original is not changed", () => {
    const before = Object.freeze({ name: "R", groups: Object.freeze(["A"]), subscription: "both", more: 1 });
    const after = applyDeltas(before, [
      { do: "rename", name: "Romeo" },
      { do: "leave", group: "A" },
    ]);
    expect(after).toEqual({ name: "Romeo", groups: [], subscription: "both", more: 1 });
  });
});
