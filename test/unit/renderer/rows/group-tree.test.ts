import fc from "fast-check";
import { expect, test } from "vitest";
import { groupPath } from "../../../../app/group-path.ts";
import { groupRef, initialView } from "../../../../app/view.ts";
import { movedPast } from "../../../../renderer/rows/arrange-groups.ts";
import { groupComparer, groupLabel } from "../../../../renderer/rows/group-tree.ts";
import { collator } from "../people.ts";

test("[F10] for any name, a group's path ends with the group, is short, and each step is nested in the one before", () => {
  const names = fc.string({ unit: fc.constantFrom("a", ":", "::", " ", "é", "\n"), maxLength: 40 });
  fc.assert(
    fc.property(names, fc.constantFrom("", ":", "::", "a"), (group, delimiter) => {
      const path = groupPath(group, delimiter);
      expect(path.at(-1)).toBe(group);
      expect(path.length).toBeLessThan(5);
      path.forEach((step, index) => {
        expect(step.startsWith(path[index - 1] ?? "")).toBe(true);
        if (path.length > 1) expect(groupLabel(path.slice(0, index + 1), delimiter).trim()).not.toBe("");
      });
    }),
  );
});

test("[F9] the person's own order: moved groups first, the others by name, No group last", () => {
  const view = { ...initialView, groupOrder: "hand", handOrder: ["group:Work", "group:Family"] } as const;
  const groups = [null, "Zoo", "Family", "Apes", "Work"];
  const order = (of: Pick<typeof initialView, "groupOrder" | "handOrder">) =>
    groups.toSorted(groupComparer(of, collator));
  expect(order({ ...view, handOrder: [...view.handOrder] })).toEqual(["Work", "Family", "Apes", "Zoo", null]);
  expect(order(initialView)).toEqual(["Apes", "Family", "Work", "Zoo", null]);
});

test("[F9] a moved group passes its neighbour on screen, and groups that are not on screen keep their places", () => {
  const groups = new Set([null, "A", "B", "C", "D"]);
  const view = movedPast({ groups, view: initialView, collator, group: "A", neighbour: "C", step: 1 });
  expect(view).toEqual({ groupOrder: "hand", handOrder: ["B", "C", "A", "D", null].map(groupRef) });
  const back = movedPast({ groups, view, collator, group: "A", neighbour: "C", step: -1 });
  expect(back.handOrder).toEqual(["B", "A", "C", "D", null].map(groupRef));
});
