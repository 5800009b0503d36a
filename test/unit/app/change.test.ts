import { expect, test } from "vitest";
import { changeSchema, isMove, reverseOf, withGroupNames } from "../../../app/change.ts";
import { everyChange } from "../../support/every-change.ts";

const nested = { kind: "undo", of: { kind: "undo", of: { kind: "add" } } };

test.for([
  ["no object", "add"],
  ["a kind that nobody knows", { kind: "harm" }],
  ["a kind of the prototype", { kind: "constructor" }],
  ["a move without its group", { kind: "move" }],
  ["a group that is no text", { kind: "join", group: 1 }],
  ["a detail of another kind", { kind: "add", group: "Family" }],
  ["an undo of nothing", { kind: "undo" }],
  ["an undo of an undo", nested],
  ["the kind of old journals", { what: "add", values: {} }],
] as const)("the schema refuses %s", ([, hostile]) => {
  expect(changeSchema.safeParse(hostile).success).toBe(false);
});

test("every change is the same after a journey as JSON", () => {
  for (const change of everyChange("A\u0000🐱", ""))
    expect(changeSchema.parse(JSON.parse(JSON.stringify(change)))).toEqual(change);
});

test("[E5] back and forth is an undo and a redo of the same change, however often", () => {
  const move = { kind: "move", to: "Family" } as const;
  const undo = reverseOf(move);
  expect(undo).toEqual({ kind: "undo", of: move });
  expect(reverseOf(undo)).toEqual({ kind: "redo", of: move });
  expect(reverseOf(reverseOf(undo))).toEqual(undo);
});

test("[E7] only what takes people out of groups is a move", () => {
  const moves = everyChange("A", "B").filter(isMove);
  expect(moves.map(({ kind }) => kind)).toEqual([
    "move",
    "take-out",
    "rename-group",
    "merge-group",
    "delete-group",
  ]);
});

test("[X6] names of groups are rewritten wherever they are, and nothing else is", () => {
  for (const change of everyChange("A", "B")) {
    const rewritten = withGroupNames(change, (group) => `${group}!`);
    expect(JSON.stringify(rewritten)).toBe(JSON.stringify(change).replaceAll(/"[AB]"/g, (n) => `"${n[1]}!"`));
  }
});
