import fc from "fast-check";
import { expect, test } from "vitest";
import { goesAlong, groupPath, isWithin, nameAlong } from "../../../app/group-path.ts";

test.each([
  ["A::B::C", "::", ["A", "A::B", "A::B::C"]],
  ["A::B", "", ["A::B"]],
  ["A::B", "/", ["A::B"]],
  ["::A", "::", ["::A"]],
  ["A::", "::", ["A::"]],
  ["A:: ::B", "::", ["A:: ::B"]],
  ["::", "::", ["::"]],
  ["a.b.c.d.e.f", ".", ["a", "a.b", "a.b.c", "a.b.c.d.e.f"]],
  ["(a+)+", "+", ["(a+)+"]],
  ["x$1$2", "$", ["x", "x$1", "x$1$2"]],
  ["A::::B", "::", ["A::::B"]],
  ["A:::B", "::", ["A", "A:::B"]],
  ["::A::B", "::", ["::A::B"]],
  ["A::B::", "::", ["A::B::"]],
  [":::", "::", [":::"]],
  ["", "::", [""]],
  ["New York / Bronx", " / ", ["New York", "New York / Bronx"]],
  ["ΑλφαяΒήτα", "я", ["Αλφα", "ΑλφαяΒήτα"]],
  ["e\u0301a", "\u0301", ["e", "e\u0301a"]],
  ["A😀B", "😀", ["A", "A😀B"]],
])("[F10] the way to %j by %j", (group, delimiter, path) => {
  expect(groupPath(group, delimiter)).toEqual(path);
});

test.each([
  ["A", "A", "C", true],
  ["A::B", "A", "C", true],
  ["A::B", "A", null, true],
  ["Amici", "A", "C", false],
  ["Amici::B", "A", "C", false],
  ["A", "A::B", "C", false],
  // Into one of its own: that one stays where it is.
  ["A::B", "A", "A::B", false],
  ["A::B::C", "A", "A::B", false],
  ["A::D", "A", "A::B", true],
  // Out to the one it is nested in.
  ["A::B", "A::B", "A", true],
  ["A::B::C", "A::B", "A", true],
])("[E7] whether %j goes along when %j goes to %j", (group, from, to, isAlong) => {
  expect(goesAlong(group, from, to, "::")).toBe(isAlong);
});

test("[E7] without a delimiter nothing goes along, and with one a name changes in its beginning alone", () => {
  const names = fc.string({ unit: fc.constantFrom("a", "b", ":", "::"), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(names, names, names, (group, from, to) => {
      expect(goesAlong(group, from, to, "")).toBe(group === from && from !== to);
      if (!goesAlong(group, from, to, "::")) return;
      expect(isWithin(group, from, "::")).toBe(true);
      expect(nameAlong(nameAlong(group, from, to), to, from)).toBe(group);
    }),
  );
});
