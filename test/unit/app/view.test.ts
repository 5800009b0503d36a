import fc from "fast-check";
import { expect, test } from "vitest";
import { commandInputs, maxCallBytes } from "../../../app/contract.ts";
import { limits } from "../../../app/typed.ts";
import { boundedView, groupOfRef, groupRef, initialView, viewSchema } from "../../../app/view.ts";

const names = (longest: number) =>
  fc.array(fc.string({ unit: "binary", maxLength: longest }), { maxLength: 50 });

test("[F1] whatever groups a server names, the view they make fits a call and its schema", () => {
  const hostile = "\u0000".repeat(200_000);
  const many = Array.from({ length: 20_000 }, (_, index) => groupRef(`${index}語`.repeat(40)));
  const kept = Array.from({ length: 20_000 }, (_, index) => `語${index}`.padEnd(limits.group, "語"));
  const view = boundedView({ ...initialView, folded: many, handOrder: many, keptGroups: kept });
  expect(viewSchema.safeParse(view).success).toBe(true);
  const call = JSON.stringify({
    id: 1,
    name: "setView",
    input: { account: hostile.slice(0, 3071), change: view },
  });
  expect(Buffer.byteLength(call)).toBeLessThan(maxCallBytes);
  // Newest folds and first places are what is kept.
  expect(view.folded.at(-1)).toBe(many.at(-1));
  expect(view.handOrder[0]).toBe(many[0]);
  fc.assert(
    fc.property(names(2_000), names(256), (groups, typed) => {
      const refs = groups.map(groupRef);
      const made = boundedView({ ...initialView, folded: refs, handOrder: refs, keptGroups: typed });
      expect(commandInputs.setView.safeParse({ account: "a@b", change: made }).success).toBe(true);
    }),
  );
});

test("[F1] a view of a usual size is kept as it is", () => {
  const refs = Array.from({ length: 400 }, (_, index) => groupRef(`Group ${index}`));
  const view = { ...initialView, folded: refs, handOrder: refs, keptGroups: ["Later"] };
  expect(boundedView(view)).toEqual(view);
});

test("groups are told apart by case, by length, and from the people in none", () => {
  const long = "x".repeat(200_000);
  const refs = ["A", "a", "no-group", "", long, `${long}x`].map(groupRef);
  expect(new Set([...refs, groupRef(null)]).size).toBe(7);
});

test("[F11] a group is read back from its reference, or not at all where its name was cut", () => {
  for (const group of ["A", "", "no-group", "group:A", "x…12.ab", "a".repeat(506)])
    expect(groupOfRef(groupRef(group))).toBe(group);
  expect(groupOfRef(groupRef(null))).toBeNull();
  for (const length of [507, 900, 1_000, 5_000]) expect(groupOfRef(groupRef("a".repeat(length)))).toBeNull();
  expect(groupOfRef(groupRef(`${"a".repeat(490)}${"😀".repeat(40)}`))).toBeNull();
});
