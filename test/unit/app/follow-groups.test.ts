import { describe, expect, test } from "vitest";
import { reverseOf } from "../../../app/change.ts";
import { followGroups, regroupingOf } from "../../../app/follow-groups.ts";
import { initialView } from "../../../app/view.ts";
import { everyChange } from "../../support/every-change.ts";

const rename = { kind: "rename-group", group: "A", to: "B" } as const;
const merge = { kind: "merge-group", group: "A", into: "B" } as const;

describe("[F11] where the people of a group are found", () => {
  test("after a rename, its undo and its redo", () => {
    const there = { from: "A", to: "B", isMerge: false };
    expect(regroupingOf(rename)).toEqual(there);
    expect(regroupingOf(reverseOf(rename))).toEqual({ from: "B", to: "A", isMerge: false });
    expect(regroupingOf(reverseOf(reverseOf(rename)))).toEqual(there);
  });

  test("after a merge and its redo; its undo leaves the other group as it is", () => {
    const there = { from: "A", to: "B", isMerge: true };
    expect(regroupingOf(merge)).toEqual(there);
    expect(regroupingOf(reverseOf(merge))).toBeNull();
    expect(regroupingOf(reverseOf(reverseOf(merge)))).toEqual(there);
  });

  test("after any other change under the same name, except that a deleted group has none", () => {
    const kinds = everyChange("A", "B").filter((change) => regroupingOf(change) !== null);
    expect(kinds.map((change) => (change.kind === "undo" ? `undo ${change.of.kind}` : change.kind))).toEqual([
      "rename-group",
      "undo rename-group",
      "redo",
      "merge-group",
      "redo",
      "delete-group",
      "redo",
    ]);
    expect(regroupingOf({ kind: "delete-group", group: "A" })).toMatchObject({ from: "A", to: null });
  });
});

describe("[F11] how the list is looked at", () => {
  const view = {
    ...initialView,
    folded: ["group:A", "group:A::In", "no-group", "group:B"],
    handOrder: ["group:B", "group:A"],
    keptGroups: ["A", "A::In", "C"],
  };

  test("a renamed group and what is nested in it stay folded, in place and kept", () => {
    expect(followGroups(view, rename, "::")).toEqual({
      ...view,
      folded: ["group:B", "group:A", "group:B::In", "group:A::In", "no-group"],
      handOrder: ["group:B", "group:A"],
      keptGroups: ["C", "B", "B::In"],
    });
  });

  test("a merged or deleted group is not kept as an empty one, and neither is it after a redo", () => {
    const merged = { ...view, keptGroups: ["B::In", "C"] };
    expect(followGroups(view, merge, "::")).toEqual(merged);
    expect(followGroups(view, reverseOf(reverseOf(merge)), "::")).toEqual(merged);
    const deleted = followGroups(view, { kind: "delete-group", group: "A" }, "::");
    expect(deleted).toEqual({ ...view, keptGroups: ["C"] });
  });

  test("any other change leaves it the same object", () => {
    for (const change of everyChange("A", "B"))
      if (regroupingOf(change) === null) expect(followGroups(view, change, "::")).toBe(view);
  });
});
