import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyDeltas } from "../../../../app/edit.ts";
import { dropOutcome } from "../../../../renderer/list/drop-outcome.ts";

const groups = ["Family", "Friends"];

describe("what dropping somebody on a heading means", () => {
  test("[R3] whatever is dropped where, every group but the one they came from stays", () => {
    const name = fc.constantFrom("A", "B", "C", "D");
    fc.assert(
      fc.property(
        fc.uniqueArray(name),
        fc.option(name),
        fc.option(name),
        fc.boolean(),
        (before, from, to, isAdding) => {
          fc.pre(from === null || before.includes(from));
          const { deltas } = dropOutcome(before, from, to, isAdding);
          const after = applyDeltas({ name: "", groups: before }, deltas).groups;
          for (const group of before) if (group !== from) expect(after).toContain(group);
          if (isAdding && from !== null) expect(after).toContain(from);
          for (const group of after) if (!before.includes(group)) expect(group).toBe(to);
        },
      ),
    );
  });

  test("moving leaves the group they came from and joins the other", () => {
    const outcome = dropOutcome(groups, "Family", "Work", false);
    expect(outcome.kind).toBe("move");
    expect(applyDeltas({ name: "", groups }, outcome.deltas).groups).toEqual(["Friends", "Work"]);
  });

  test("adding joins the other and leaves nothing", () => {
    const outcome = dropOutcome(groups, "Family", "Work", true);
    expect(outcome.kind).toBe("add");
    expect(applyDeltas({ name: "", groups }, outcome.deltas).groups).toEqual(["Family", "Friends", "Work"]);
  });

  test("on their own heading, or adding where they are already, nothing happens", () => {
    expect(dropOutcome(groups, "Family", "Family", false)).toEqual({ kind: "stays", deltas: [] });
    expect(dropOutcome(groups, "Family", "Friends", true)).toEqual({ kind: "stays", deltas: [] });
    expect(dropOutcome([], null, null, false)).toEqual({ kind: "stays", deltas: [] });
  });

  test("on No group they leave the one they came from; adding them to no group is nothing", () => {
    expect(dropOutcome(groups, "Family", null, false)).toEqual({
      kind: "out",
      deltas: [{ do: "leave", group: "Family" }],
    });
    expect(dropOutcome(groups, "Family", null, true).kind).toBe("stays");
  });
});
