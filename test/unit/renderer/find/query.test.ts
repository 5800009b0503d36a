import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuery, wordsOf } from "../../../../renderer/find/query.ts";

const text = (value: string) => ({ kind: "text", text: value });

describe("[F3] what is typed into the search", () => {
  test.each([
    ["", []],
    ["   ", []],
    ["Romeo  MONTAGUE", [text("romeo"), text("montague")]],
    ['"Friar  Laurence" x', [text("friar laurence"), text("x")]],
    ['"still open ', [text("still open")]],
    ['"', [] as unknown[]],
    ['a"b', [text("a"), text("b")]],
    [String.raw`"say \"no\" \\"`, [text(String.raw`say "no" \ `.trim())]],
    ["status:away", [{ kind: "status", values: ["away"] }]],
    ["STATUS:Aw", [{ kind: "status", values: ["away"] }]],
    ["status:a", [{ kind: "status", values: ["around", "available", "away"] }]],
    ["status:", []],
    ["is: romeo", [text("romeo")]],
    ["status:nonsense", [text("status:nonsense")]],
    ["is:one-sided", [{ kind: "is", values: ["one-sided"] }]],
    ['group:"Old Friends"', [{ kind: "group", text: "old friends" }]],
    [
      "group:Ärzte status:dnd",
      [
        { kind: "group", text: "arzte" },
        { kind: "status", values: ["dnd"] },
      ],
    ],
    ["xmpp:romeo", [text("xmpp:romeo")]],
    ["http://a.b/c:d", [text("http://a.b/c:d")]],
    ["10:30", [text("10:30")]],
    [":", [text(":")]],
    ["constructor:x", [text("constructor:x")]],
  ])("%s", (typed, terms) => {
    expect(parseQuery(typed)).toEqual(terms);
  });

  test("a regular expression is plain text", () => {
    expect(parseQuery("(a+)+$ [b-")).toEqual([text("(a+)+$"), text("[b-")]);
  });

  test("ten thousand characters are parsed in linear time, and repeated terms count once", () => {
    for (const typed of [
      "a".repeat(10_000),
      "a ".repeat(5_000),
      '"'.repeat(10_000),
      "a:".repeat(5_000),
      '\\"'.repeat(5_000),
    ])
      expect(parseQuery(typed).length).toBeLessThan(20);
  });

  test("for any text, the words are at their offsets, in order, and no term is empty", () => {
    const typed = fc.string({
      unit: fc.constantFrom("a", " ", '"', "\\", ":", "status", "é", "\u0301", "شا"),
    });
    fc.assert(
      fc.property(typed, (any) => {
        let end = 0;
        for (const word of wordsOf(any)) {
          expect(word.start).toBeGreaterThanOrEqual(end);
          end = word.end;
        }
        expect(end).toBeLessThanOrEqual(any.length);
        for (const term of parseQuery(any)) if ("text" in term) expect(term.text).not.toBe("");
      }),
    );
  });
});
