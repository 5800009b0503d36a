import { describe, expect, test } from "vitest";
import { parseQuery } from "../../../../renderer/find/query.ts";
import { suggestionsFor } from "../../../../renderer/find/suggestions.ts";

const groups = ["Family", "Old friends", 'The "real" ones', "Two\nlines", String.raw`back\slash`];
const words = (typed: string) => suggestionsFor(typed, groups).map(({ word }) => word);

describe("[F3] what the search box offers", () => {
  test.each([
    ["", []],
    ["s", []],
    ["st", ["status:"]],
    ["ST", ["status:"]],
    ["romeo gr", ["group:"]],
    ["steve", []],
    [
      "status:",
      [
        "status:around",
        "status:chat",
        "status:available",
        "status:away",
        "status:xa",
        "status:dnd",
        "status:offline",
      ],
    ],
    ["status:aw", ["status:away"]],
    ["status:away", []],
    ["status:away ", []],
    ["is:w", ["is:waiting"]],
    ["group:fam", ["group:Family"]],
    ["group:old", ['group:"Old friends"']],
    ["xmpp:", []],
    ["status:nonsense", []],
  ])("for %j: %j", (typed, offered) => {
    expect(words(typed)).toEqual(offered);
  });

  test("an accepted suggestion replaces the last word, is complete, and means that group, whatever its name", () => {
    for (const { typed, word } of suggestionsFor("romeo group:", groups)) {
      expect(typed).toBe(`romeo ${word} `);
      expect(parseQuery(typed)).toHaveLength(2);
      expect(parseQuery(typed)[1]).toMatchObject({ kind: "group" });
    }
    expect(parseQuery(suggestionsFor("group:real", groups)[0]?.typed ?? "")).toEqual([
      { kind: "group", text: 'the "real" ones' },
    ]);
    expect(parseQuery(suggestionsFor("group:slash", groups)[0]?.typed ?? "")).toEqual([
      { kind: "group", text: String.raw`back\slash` },
    ]);
  });
});
