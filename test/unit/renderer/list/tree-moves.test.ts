import { describe, expect, test } from "vitest";
import { neighbour, treeMove } from "../../../../renderer/list/tree-moves.ts";
import { TypeAhead } from "../../../../renderer/list/type-ahead.ts";
import { heading, personRow as person } from "./rows-for-keys.ts";

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
    expect(neighbour(rows, 2, [])).toBeUndefined();
  });

  test("arrows, Home, End and pages go to rows and stop at the ends", () => {
    expect(treeMove("ArrowDown", rows, 5)).toEqual({ do: "go", index: 5 });
    expect(treeMove("ArrowUp", rows, 0)).toEqual({ do: "go", index: 0 });
    expect(treeMove("End", rows, 0)).toEqual({ do: "go", index: 5 });
    expect(treeMove("Home", rows, 5)).toEqual({ do: "go", index: 0 });
    expect(treeMove("PageDown", rows, 1, { page: 3 })).toEqual({ do: "go", index: 4 });
    expect(treeMove("PageUp", rows, 1, { page: 3 })).toEqual({ do: "go", index: 0 });
  });

  test("forward expands a heading and then enters it; back goes to the heading and then collapses it", () => {
    expect(treeMove("ArrowRight", rows, 3)).toEqual({ do: "expand", index: 3 });
    expect(treeMove("ArrowRight", rows, 0)).toEqual({ do: "go", index: 1 });
    expect(treeMove("ArrowRight", rows, 1)).toBeUndefined();
    expect(treeMove("ArrowLeft", rows, 2)).toEqual({ do: "go", index: 0 });
    expect(treeMove("ArrowLeft", rows, 0)).toEqual({ do: "collapse", index: 0 });
    expect(treeMove("ArrowLeft", rows, 3)).toBeUndefined();
  });

  test("in a right-to-left page the arrows are mirrored", () => {
    expect(treeMove("ArrowLeft", rows, 3, { isRightToLeft: true })).toEqual({ do: "expand", index: 3 });
    expect(treeMove("ArrowRight", rows, 2, { isRightToLeft: true })).toEqual({ do: "go", index: 0 });
  });

  test("when a person goes away, the row now at their index gets the focus, or the last row", () => {
    const [a, benvolio, eric, ...others] = rows;
    if (a === undefined || benvolio === undefined || eric === undefined) throw new Error("no rows");
    expect(neighbour(rows, 1, [a, eric, ...others])).toBe(eric);
    expect(neighbour(rows, 5, rows.slice(0, 5))).toBe(rows[4]);
    expect(neighbour(rows, 5, rows)).toBe(rows[5]);
  });

  test("when a person's group is collapsed, its heading gets the focus", () => {
    const shut = heading("A", false);
    expect(neighbour(rows, 2, [shut, ...rows.slice(3)])).toBe(shut);
  });

  test("[F12] when a heading goes away, its next sibling gets the focus, then the previous one, then the outer heading", () => {
    const [work, mantua, paris, verona, peter, friends] = [
      heading("Work"),
      heading("Work::Mantua", true, 2),
      person("paris", 3),
      heading("Work::Verona", true, 2),
      person("peter", 3),
      heading("Friends"),
    ];
    const before = [work, mantua, paris, verona, peter, friends];
    expect(neighbour(before, 1, [work, verona, peter, friends])).toBe(verona);
    expect(neighbour(before, 3, [work, mantua, paris, friends])).toBe(mantua);
    expect(neighbour(before, 3, [work, peter, friends])).toBe(work);
    expect(neighbour(before, 0, [friends])).toBe(friends);
    expect(neighbour(before, 3, [person("paris"), person("peter"), friends, person("nurse")])).toBe(friends);
    expect(neighbour(before, 3, before)).toBe(verona);
    expect(neighbour(before, 5, before.slice(0, 5))).toBe(work);
  });
});

describe("typing a name", () => {
  test("goes to the row that begins with the text, ignoring accents and case", () => {
    const typed = new TypeAhead();
    expect(typed.find("e", rows, 0, 0)).toBe(2);
    expect(typed.find("R", rows, 2, 100)).toBe(2);
    expect(typed.find("x", rows, 2, 200)).toBeUndefined();
  });

  test("starts again after a pause, and a repeated letter cycles through the matches", () => {
    const typed = new TypeAhead();
    expect(typed.find("z", rows, 0, 0)).toBe(4);
    expect(typed.find("z", rows, 4, 5000)).toBe(5);
    expect(typed.find("z", rows, 5, 5100)).toBe(4);
  });

  test("a combining mark alone finds nobody and harms nothing", () => {
    expect(new TypeAhead().find("\u0301", rows, 0, 0)).toBeUndefined();
  });
});
