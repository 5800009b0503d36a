import { describe, expect, test } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import { initialView, type View } from "../../../../app/view.ts";
import { buildRows, type Row } from "../../../../renderer/rows/rows.ts";
import { finder } from "../../../../renderer/find/finder.ts";
import { parseQuery } from "../../../../renderer/find/query.ts";
import { People } from "../../../../renderer/store/people.ts";
import { type Person, availabilityOf } from "../../../../renderer/store/person.ts";
import { collator, contact, person, presence } from "../people.ts";

function peopleOf(contacts: readonly Contact[], around: readonly string[] = []): People {
  const people = new People(collator);
  for (const known of contacts) {
    const isAround = around.includes(known.bareJid);
    people.set(known.bareJid, person(known, isAround ? { presence: presence(known.bareJid) } : {}));
  }
  return people;
}

function rowsOf(
  people: People,
  more: {
    readonly query?: string;
    readonly collapsed?: readonly string[];
    readonly delimiter?: string;
    readonly view?: Partial<View>;
    readonly isShown?: (person: Person) => boolean;
  } = {},
) {
  const terms = parseQuery(more.query ?? "");
  return buildRows({
    people: people.sorted(),
    view: { ...initialView, ...more.view },
    folded: new Set(more.collapsed),
    delimiter: more.delimiter ?? "",
    isShown: more.isShown ?? (() => true),
    find: terms.length === 0 ? null : finder(terms, people.texts, (person) => availabilityOf(person, true)),
    collator,
  });
}

/** "# heading 1/2" and names, as a person reads the list from top to bottom. */
function read(rows: readonly Row[]): string[] {
  return rows.map((row) =>
    row.kind === "group" ? `# ${row.group ?? "–"} ${row.available}/${row.total}` : row.name,
  );
}

describe("the rows of the list", () => {
  test("[R14] group names are opaque: case, spaces and line breaks make different groups with different keys", () => {
    const groups = ["A", "a", " a", "a\n", "no-group", "group:a", "__proto__", ""];
    const { rows } = rowsOf(peopleOf([contact("romeo@example", { groups })]));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(new Set(rows.filter((row) => row.kind === "group").map(({ group }) => group))).toEqual(
      new Set(groups),
    );
  });

  test("a person in three groups has three rows, and a person in none is under the last heading", () => {
    const { rows, hits } = rowsOf(
      peopleOf([
        contact("nobody@example", { name: "Aaron" }),
        contact("mercutio@example", { name: "Mercutio", groups: ["Work", "Friends", "Verona"] }),
      ]),
    );
    expect(read(rows)).toEqual([
      "# Friends 0/1",
      "Mercutio",
      "# Verona 0/1",
      "Mercutio",
      "# Work 0/1",
      "Mercutio",
      "# – 0/1",
      "Aaron",
    ]);
    expect(hits).toBe(2);
  });

  test("headings count who is online and how many there are, also while collapsed", () => {
    const people = peopleOf(
      [
        contact("a@x", { groups: ["G"] }),
        contact("b@x", { groups: ["G"] }),
        contact("c@x", { groups: ["G"] }),
      ],
      ["a@x", "c@x"],
    );
    const { rows } = rowsOf(people, { collapsed: ["group:G"] });
    expect(read(rows)).toEqual(["# G 2/3"]);
    expect(rows[0]).toMatchObject({ isExpanded: false });
  });

  test("names sort as the language does: case and accents apart, numbers by value, ties by address", () => {
    const names = ["Zoe", "éric", "Eric", "person 10", "person 9", "Ärger"];
    const people = peopleOf(names.map((name, index) => contact(`p${9 - index}@x`, { name })));
    expect(people.sorted().map(({ name }) => name)).toEqual([
      "Ärger",
      "Eric",
      "éric",
      "person 9",
      "person 10",
      "Zoe",
    ]);
  });

  test("searching folds case and accents, looks in names and addresses, and needs every word", () => {
    const people = peopleOf([
      contact("hauge@example.no", { name: "Øystein Hauge", groups: ["Work"] }),
      contact("zoe@example.org", { name: "Zoë", groups: ["Work"] }),
      contact("plain@example.org", { groups: ["Work"] }),
    ]);
    expect(read(rowsOf(people, { query: "OYSTEIN" }).rows)).toEqual(["# Work 0/3", "Øystein Hauge"]);
    expect(read(rowsOf(people, { query: "zoe" }).rows)).toEqual(["# Work 0/3", "Zoë"]);
    expect(read(rowsOf(people, { query: "example.org" }).rows)).toEqual([
      "# Work 0/3",
      "plain@example.org",
      "Zoë",
    ]);
    expect(rowsOf(people, { query: "zoe hauge" }).rows).toEqual([]);
    expect(rowsOf(people, { query: "   " }).hits).toBe(3);
  });

  test("searching leaves out headings without a match, whose counts stay those of the whole group", () => {
    const people = peopleOf([
      contact("a@x", { name: "Anna", groups: ["G"] }),
      contact("b@x", { name: "Berta", groups: ["G"] }),
      contact("c@x", { name: "Clara", groups: ["H"] }),
    ]);
    const { rows } = rowsOf(people, { query: "anna" });
    expect(read(rows)).toEqual(["# G 0/2", "Anna"]);
    expect(rows[0]).toMatchObject({ isExpanded: true, position: 1, setSize: 1 });
    expect(rows[1]).toMatchObject({ position: 1, setSize: 1 });
  });

  test("[F10] nested groups: a heading counts everybody in it once, and positions are counted among siblings", () => {
    const people = peopleOf(
      [
        contact("a@x", { name: "Anna", groups: ["Work::Here", "Work::There"] }),
        contact("b@x", { name: "Berta", groups: ["Work"] }),
        contact("c@x", { name: "Clara", groups: ["Work::There"] }),
        contact("d@x", { name: "Dora", groups: ["work::There"] }),
      ],
      ["a@x"],
    );
    const { rows, hits } = rowsOf(people, { delimiter: "::" });
    expect(read(rows)).toEqual([
      "# Work 1/3",
      "Berta",
      "# Work::Here 1/1",
      "Anna",
      "# Work::There 1/2",
      "Anna",
      "Clara",
      "# work 0/1",
      "# work::There 0/1",
      "Dora",
    ]);
    expect(hits).toBe(4);
    expect(rows[0]).toMatchObject({ label: "Work", level: 1, position: 1, setSize: 2 });
    expect(rows[1]).toMatchObject({ level: 2, position: 1, setSize: 3 });
    expect(rows[4]).toMatchObject({ label: "There", level: 2, position: 3, setSize: 3 });
    expect(rows[6]).toMatchObject({ level: 3, position: 2, setSize: 2 });
    expect(read(rowsOf(people, { delimiter: "::", collapsed: ["group:Work"] }).rows)).toEqual([
      "# Work 1/3",
      "# work 0/1",
      "# work::There 0/1",
      "Dora",
    ]);
    expect(read(rowsOf(people, { delimiter: "::", query: "clara" }).rows)).toEqual([
      "# Work 1/3",
      "# Work::There 1/2",
      "Clara",
    ]);
  });

  test("[F7] [F9] only people who are online: other headings disappear, except those of empty groups that the person made", () => {
    const people = peopleOf(
      [
        contact("a@x", { name: "Anna", groups: ["G", "H"] }),
        contact("b@x", { name: "Berta", groups: ["I"] }),
      ],
      ["a@x"],
    );
    const view = { keptGroups: ["Later", "I", "H"] };
    const isShown = (person: Person) => person.resources.length > 0;
    expect(read(rowsOf(people, { view, isShown }).rows)).toEqual([
      "# G 1/1",
      "Anna",
      "# H 1/1",
      "Anna",
      "# Later 0/0",
    ]);
    expect(read(rowsOf(people, { view }).rows)).toContain("# Later 0/0");
    expect(read(rowsOf(people, { view, query: "anna" }).rows)).not.toContain("# Later 0/0");
  });

  test("a renamed person moves, a removed one is gone, and the others stay in order", () => {
    const people = peopleOf(
      ["Ada", "Ben", "Cid"].map((name) => contact(`${name.toLowerCase()}@x`, { name })),
    );
    people.sorted();
    const renamed = contact("ada@x", { name: "Zed" });
    expect(people.set(renamed.bareJid, person(renamed))).toBe(true);
    people.set("ben@x" as never, undefined);
    expect(people.sorted().map(({ name }) => name)).toEqual(["Cid", "Zed"]);
  });
});
