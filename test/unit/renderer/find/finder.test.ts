import { describe, expect, test, vi } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import { finder } from "../../../../renderer/find/finder.ts";
import { parseQuery } from "../../../../renderer/find/query.ts";
import { shownLine } from "../../../../renderer/find/shown-line.ts";
import { SearchTexts } from "../../../../renderer/store/search-texts.ts";
import { type Person, type PersonParts, availabilityOf } from "../../../../renderer/store/person.ts";
import { contact, edit, jid, person as personOf, presence } from "../people.ts";

function person(address: string, more: Partial<Contact> = {}, parts: Partial<PersonParts> = {}): Person {
  return personOf(contact(address, more), parts);
}

const texts = new SearchTexts();
const found = (query: string, one: Person) =>
  finder(parseQuery(query), texts, (who) => availabilityOf(who, true))(one);

const romeo = person(
  "romeo@montague.example",
  { name: "Romeo", groups: ["Friends", "Old Work"] },
  { presence: presence("romeo@montague.example", "away", "In the Orchard") },
);

describe("[F2] finding", () => {
  test.each([
    "rom",
    "MONTAGUE",
    "orchard",
    "romeo orchard",
    '"the orchard"',
    "@montague",
    "status:away",
    "status:around",
  ])("%s finds them, wherever the text is", (query) => expect(found(query, romeo)).toBe(true));

  test.each(["juliet", "romeo juliet", "status:dnd", "group:Family", ".*", "is:one-sided", "friends work"])(
    "%s does not find them",
    (query) => expect(found(query, romeo)).toBe(false),
  );

  test("a group's name finds them under that heading alone", () => {
    for (const query of ["work", "group:work", 'group:"old work"', "romeo work"]) {
      const where = found(query, romeo);
      if (typeof where === "boolean") throw new Error(`${query}: ${where}`);
      expect(["Friends", "Old Work", null].filter((group) => where(group))).toEqual(["Old Work"]);
    }
  });

  test("the nickname of their request finds them", () => {
    const request = {
      bareJid: jid("a@x"),
      address: "a@x",
      nickname: "Prince of Cats",
      message: "",
      isDeferred: false,
    };
    expect(found("prince", person("a@x", {}, { request }))).toBe(true);
  });

  test.each([
    ["is:waiting", { subscription: "none", ask: true }, true],
    ["is:waiting", { subscription: "from", ask: true }, true],
    ["is:waiting", { subscription: "none" }, false],
    ["is:one-sided", { subscription: "to" }, true],
    ["is:one-sided", { subscription: "from" }, true],
    ["is:one-sided", { subscription: "both" }, false],
    ["is:one-sided", { subscription: "none" }, false],
    ["is:mutual", { subscription: "both" }, true],
    ["is:unshared", { subscription: "none" }, true],
    ["is:ungrouped", { groups: [] }, true],
    ["is:ungrouped", { groups: ["G"] }, false],
  ] as const)("%s of %j: %s", (query, more, isFound) => {
    expect(found(query, person("a@x", more as Partial<Contact>))).toBe(isFound);
  });

  test("[P10] is:refused does not find people whose server is unreachable: nobody refused anything", () => {
    const trouble = { bareJid: jid("a@x"), why: "unreachable" as const };
    expect(found("is:refused", person("a@x", {}, { trouble }))).toBe(false);
  });

  test("is:refused finds refused edits and troubles", () => {
    const refused = edit("1", "a@x", { state: "refused" });
    expect(found("is:refused", person("a@x", {}, { edits: [refused] }))).toBe(true);
    expect(found("is:refused", person("a@x", {}, { edits: [edit("1", "a@x")] }))).toBe(false);
    expect(found("is:refused", person("a@x", {}, { trouble: { bareJid: jid("a@x"), why: "denied" } }))).toBe(
      true,
    );
  });

  test("[F5] a key press folds nobody again, and only a changed person is folded", () => {
    const crowd = Array.from({ length: 10_000 }, (_, index) =>
      person(`p${index}@x`, { name: `Pérson ${index}`, groups: [`Grüppe ${index % 40}`] }),
    );
    const own = new SearchTexts();
    const search = (query: string, people: readonly Person[]) => {
      const terms = parseQuery(query);
      const folds = vi.spyOn(String.prototype, "normalize");
      for (const one of people) finder(terms, own, () => "available")(one);
      const count = folds.mock.calls.length;
      folds.mockRestore();
      return count;
    };
    expect(search("z", crowd)).toBe(10_000 + 40);
    expect(search("ze", crowd)).toBe(0);
    const said = person("p0@x", crowd[0]?.contact, { presence: presence("p0@x", "away", "im Café") });
    const changed = { ...said, contact: crowd[0]?.contact ?? said.contact };
    expect(search("zed", [changed, ...crowd.slice(1)])).toBe(1);
  });
});

describe("an escaped address", () => {
  const dartagnan = person("d\\27artagnan@musketeers.lit");

  test.for(["d'artagnan", "d\\27artagnan", "artagnan@musk"])("[J5] [F2] is found by %s", (query) => {
    expect(found(query, dartagnan)).toBe(true);
  });

  test("[J5] is shown under the name if the search matched it, as it was typed", () => {
    const named = person("d\\27artagnan@musketeers.lit", { name: "Charles" });
    expect(shownLine(named, "offline", ["d'art"])).toBe("d'artagnan@musketeers.lit");
    expect(shownLine(named, "offline", ["\\27art"])).toBe("d\\27artagnan@musketeers.lit");
    expect(shownLine(named, "offline", ["charles"])).toBe("offline");
  });
});
