import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limits, toXmlText, typedGroups, typedName, typedText } from "../../../app/typed.ts";

const anyText = fc.string({ unit: "binary", maxLength: 40 });

/** What XML 1.0 2.2 allows, and nothing else. */
const xmlText = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

test("[T17] characters that XML forbids are removed, and nothing else", () => {
  expect(toXmlText("a\u0000b\u0008c\ufffed\ud800e")).toBe("abcde");
  expect(toXmlText("\t\n\r 😀 ל\u202e\u200d")).toBe("\t\n\r 😀 ל\u202e\u200d");
  fc.assert(
    fc.property(anyText, (text) => {
      expect(toXmlText(text)).toMatch(xmlText);
      if (xmlText.test(text)) expect(toXmlText(text)).toBe(text);
    }),
  );
});

describe("names", () => {
  test.for([
    ["  Juliet \n", "Juliet"],
    ["Juliet\r\n\tCapulet", "Juliet Capulet"],
    ["\u0000\u0007", ""],
    ["   ", ""],
    ["A", "A"],
    ["👩‍👩‍👧", "👩‍👩‍👧"],
  ])("[R14] %j becomes %j", ([typed = "", name]) => {
    expect(typedName(typed)).toEqual({ ok: true, value: name });
  });

  test("[R14] the limit counts what is left after trimming", () => {
    expect(typedName(` ${"a".repeat(limits.name)} `).ok).toBe(true);
    expect(typedName("a".repeat(limits.name + 1))).toMatchObject({
      ok: false,
      failure: { code: "name-too-long", values: { limit: limits.name } },
    });
  });
});

describe("groups", () => {
  test("[R14] trimmed, without empties and doubles, in the order typed; letter case is kept", () => {
    expect(typedGroups([" Family ", "", "family", "Family", " \t", "Work\nmates", "Work mates"])).toEqual({
      ok: true,
      value: ["Family", "family", "Work mates"],
    });
  });

  test("[R14] at their limits", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `G${index}`);
    expect(typedGroups(many(limits.groups)).ok).toBe(true);
    expect(typedGroups([...many(limits.groups), "G0", " "]).ok).toBe(true);
    expect(typedGroups(many(limits.groups + 1))).toMatchObject({
      ok: false,
      failure: { code: "too-many-groups" },
    });
    expect(typedGroups(["g".repeat(limits.group)]).ok).toBe(true);
    expect(typedGroups(["g".repeat(limits.group + 1)])).toMatchObject({
      ok: false,
      failure: { code: "group-too-long" },
    });
  });

  test("[R14] cleaning what is clean changes nothing", () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 8 }), (texts) => {
        const once = typedGroups(texts);
        if (!once.ok) return;
        expect(typedGroups(once.value)).toEqual(once);
        for (const group of once.value) expect(group).toMatch(xmlText);
      }),
    );
  });
});

describe("messages", () => {
  test("keep their lines, lose the spaces around them and are cut at the limit", () => {
    expect(typedText(" Hello,\nit is me \n", 100)).toBe("Hello,\nit is me");
    expect(typedText("a".repeat(20), 10)).toBe("a".repeat(10));
  });

  test("[T17] a cut never leaves half a character", () => {
    expect(typedText("abc😀", 4)).toBe("abc");
    fc.assert(
      fc.property(anyText, fc.nat({ max: 20 }), (text, limit) => {
        const cut = typedText(text, limit);
        expect(cut).toMatch(xmlText);
        expect(cut.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
