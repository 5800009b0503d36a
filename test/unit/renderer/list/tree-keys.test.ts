import { describe, expect, test } from "vitest";
import type { Row } from "../../../../renderer/list/rows.ts";
import { neighbour, treeMove } from "../../../../renderer/list/tree-keys.ts";
import { TypeAhead } from "../../../../renderer/list/type-ahead.ts";
import { jid } from "../people.ts";

function heading(group: string, isExpanded = true): Row {
  return {
    kind: "group",
    key: `group:${group}`,
    label: group,
    level: 1,
    group,
    available: 0,
    total: 1,
    isExpanded,
    position: 1,
    setSize: 2,
  };
}
function person(name: string): Row {
  const bareJid = jid(`${name}@x`);
  return {
    kind: "contact",
    key: `${bareJid}\n`,
    group: "G",
    level: 2,
    bareJid,
    name,
    isRefused: false,
    position: 1,
    setSize: 2,
  };
}

const rows = [
  heading("A"),
  person("Benvolio"),
  person("Éric"),
  heading("Shut", false),
  heading("Z"),
  person("Zoë"),
];

describe("the keys of the tree", () => {
  test("no key does anything in an empty list", () => {
    for (const key of ["ArrowDown", "Home", "End", "ArrowRight", "PageUp"])
      expect(treeMove(key, [], 0)).toBeUndefined();
    expect(neighbour([], 0)).toBeUndefined();
  });

  test("arrows, Home, End and pages go to rows and stop at the ends", () => {
    expect(treeMove("ArrowDown", rows, 5)).toEqual({ do: "go", index: 5 });
    expect(treeMove("ArrowUp", rows, 0)).toEqual({ do: "go", index: 0 });
    expect(treeMove("End", rows, 0)).toEqual({ do: "go", index: 5 });
    expect(treeMove("Home", rows, 5)).toEqual({ do: "go", index: 0 });
    expect(treeMove("PageDown", rows, 1, { page: 3 })).toEqual({ do: "go", index: 4 });
    expect(treeMove("PageUp", rows, 1, { page: 3 })).toEqual({ do: "go", index: 0 });
  });

  test("forward opens a heading and then goes in; back goes to the heading and then shuts it", () => {
    expect(treeMove("ArrowRight", rows, 3)).toEqual({ do: "expand", index: 3 });
    expect(treeMove("ArrowRight", rows, 0)).toEqual({ do: "go", index: 1 });
    expect(treeMove("ArrowRight", rows, 1)).toBeUndefined();
    expect(treeMove("ArrowLeft", rows, 2)).toEqual({ do: "go", index: 0 });
    expect(treeMove("ArrowLeft", rows, 0)).toEqual({ do: "collapse", index: 0 });
    expect(treeMove("ArrowLeft", rows, 3)).toBeUndefined();
  });

  test("where the page runs from right to left, so do the arrows", () => {
    expect(treeMove("ArrowLeft", rows, 3, { isRightToLeft: true })).toEqual({ do: "expand", index: 3 });
    expect(treeMove("ArrowRight", rows, 2, { isRightToLeft: true })).toEqual({ do: "go", index: 0 });
  });

  test("when the focused row goes away, what is now in its place takes the focus, at the end the last", () => {
    expect(neighbour(rows, 2)).toBe(rows[2]);
    expect(neighbour(rows, 99)).toBe(rows[5]);
  });
});

describe("typing a name", () => {
  test("goes to the row that begins so, without minding accents and case", () => {
    const typed = new TypeAhead();
    expect(typed.find("e", rows, 0, 0)).toBe(2);
    expect(typed.find("R", rows, 2, 100)).toBe(2);
    expect(typed.find("x", rows, 2, 200)).toBeUndefined();
  });

  test("begins anew after a pause, and one letter again and again goes round", () => {
    const typed = new TypeAhead();
    expect(typed.find("z", rows, 0, 0)).toBe(4);
    expect(typed.find("z", rows, 4, 5000)).toBe(5);
    expect(typed.find("z", rows, 5, 5100)).toBe(4);
  });

  test("a combining mark alone finds nobody and harms nothing", () => {
    expect(new TypeAhead().find("\u0301", rows, 0, 0)).toBeUndefined();
  });
});
