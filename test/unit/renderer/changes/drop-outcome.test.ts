import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dropOutcome } from "../../../../renderer/changes/drop-outcome.ts";
import type { PersonId, PersonRowId } from "../../../../renderer/store/row-id.ts";
import { contact, person, rowOf as row } from "../people.ts";

type Groups = Readonly<Record<string, readonly string[]>>;

function finder(groups: Groups) {
  return ({ bareJid }: PersonId) => {
    const own = groups[bareJid];
    return own && person(contact(bareJid, { groups: [...own] }));
  };
}

const rowsOf = (...rows: PersonRowId[]) => ({ rows, wholeGroup: null });
const world: Groups = {
  romeo: ["Friends", "Verona"],
  nurse: ["Family"],
  paris: [],
  tybalt: ["Family", "Friends"],
};

/** What the list is after the command that goes with an outcome. */
function after(groups: Groups, kind: string, rows: readonly PersonRowId[], to: string | null) {
  const result = Object.fromEntries(Object.entries(groups).map(([name, own]) => [name, new Set(own)]));
  for (const { person: one, group } of rows) {
    if (kind !== "add" && group !== null) result[one.bareJid]?.delete(group);
    if (to !== null) result[one.bareJid]?.add(to);
  }
  return result;
}

describe("a drop on a group", () => {
  test("[R3] [G2] for every drop, people keep all groups except the ones their rows left", () => {
    const name = fc.constantFrom<string>("A", "B", "C", "D");
    const people = fc.dictionary(fc.constantFrom("x", "y", "z"), fc.uniqueArray(name), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(
        people,
        fc.option(name),
        fc.boolean(),
        fc.boolean(),
        (groups, to, isAdding, isFirstOnly) => {
          const rows = Object.entries(groups).flatMap(([bareJid, own]) =>
            (own.length === 0 ? [null] : isFirstOnly ? own.slice(0, 1) : own).map((group) =>
              row(bareJid, group),
            ),
          );
          const outcome = dropOutcome({ rows, wholeGroup: null }, to, isAdding, finder(groups));
          const left = after(groups, outcome.kind, outcome.rows, to);
          for (const [bareJid, own] of Object.entries(groups)) {
            const cameFrom: (string | null)[] = rows
              .filter((one) => one.person.bareJid === bareJid)
              .map(({ group }) => group);
            for (const group of own)
              if (isAdding || !cameFrom.includes(group)) expect(left[bareJid]).toContain(group);
            for (const group of left[bareJid] ?? []) if (!own.includes(group)) expect(group).toBe(to);
          }
          // The outcome lists exactly the rows that change.
          expect(outcome.rows.length === 0).toBe(outcome.kind === "stays");
          for (const { person: one } of outcome.rows)
            expect([...(left[one.bareJid] ?? [])]).not.toEqual(groups[one.bareJid]);
        },
      ),
    );
  });

  test("[G2] several from several groups: people who are already there are counted and not changed", () => {
    const dragged = rowsOf(
      row("romeo", "Friends"),
      row("nurse", "Family"),
      row("paris", null),
      row("tybalt", "Friends"),
    );
    const outcome = dropOutcome(dragged, "Family", false, finder(world));
    expect(outcome).toMatchObject({ kind: "move", count: 3, alreadyThere: 2 });
    expect(outcome.rows).toEqual([row("romeo", "Friends"), row("paris", null), row("tybalt", "Friends")]);
  });

  test("[G2] adding skips people who are already there; if all are, nothing happens", () => {
    const dragged = rowsOf(row("romeo", "Friends"), row("tybalt", "Friends"));
    expect(dropOutcome(dragged, "Family", true, finder(world))).toMatchObject({
      kind: "add",
      count: 1,
      alreadyThere: 1,
    });
    expect(dropOutcome(rowsOf(row("tybalt", "Friends")), "Family", true, finder(world)).kind).toBe("stays");
  });

  test("[G2] on their own group nothing happens", () => {
    expect(dropOutcome(rowsOf(row("nurse", "Family")), "Family", false, finder(world))).toEqual({
      kind: "stays",
      to: "Family",
      wholeGroup: null,
      rows: [],
      count: 0,
      alreadyThere: 1,
    });
    expect(dropOutcome(rowsOf(row("paris", null)), null, false, finder(world)).kind).toBe("stays");
  });

  test("[G2] on No group each person leaves their row's group; adding to No group does nothing", () => {
    expect(dropOutcome(rowsOf(row("romeo", "Friends")), null, false, finder(world)).kind).toBe("out");
    expect(dropOutcome(rowsOf(row("romeo", "Friends")), null, true, finder(world)).kind).toBe("stays");
  });

  test("[G3] a whole group on another merges, with Ctrl adds its people, on No group removes them from it", () => {
    const family = { rows: [row("nurse", "Family"), row("tybalt", "Family")], wholeGroup: "Family" };
    expect(dropOutcome(family, "Friends", false, finder(world))).toMatchObject({
      kind: "merge",
      to: "Friends",
      wholeGroup: "Family",
      count: 2,
      alreadyThere: 1,
    });
    expect(dropOutcome(family, "Friends", true, finder(world))).toMatchObject({ kind: "add", count: 1 });
    expect(dropOutcome(family, null, false, finder(world)).kind).toBe("out");
    expect(dropOutcome(family, "Family", false, finder(world)).kind).toBe("stays");
  });

  test("[G2] nobody can be dropped on a read-only group", () => {
    const outcome = dropOutcome(rowsOf(row("romeo", "Friends")), "Family", false, finder(world), ["Family"]);
    expect(outcome).toMatchObject({ kind: "read-only", rows: [] });
  });

  test("[G2] people removed or moved during the drag are skipped", () => {
    const dragged = rowsOf(row("gone", "Friends"), row("nurse", "Friends"), row("romeo", "Friends"));
    expect(dropOutcome(dragged, "Family", false, finder(world)).rows).toEqual([row("romeo", "Friends")]);
  });

  test("[G1] both rows of one person leave both groups, and count once", () => {
    const dragged = rowsOf(row("romeo", "Friends"), row("romeo", "Verona"));
    expect(dropOutcome(dragged, "Family", false, finder(world))).toMatchObject({
      count: 1,
      rows: dragged.rows,
    });
  });
});
