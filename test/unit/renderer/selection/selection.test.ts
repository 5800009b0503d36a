import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row } from "../../../../renderer/rows/rows.ts";
import {
  all,
  chosenRows,
  countPeople,
  extended,
  pruned,
  started,
  toggled,
} from "../../../../renderer/selection/selection.ts";
import { People } from "../../../../renderer/store/people.ts";
import { type PersonId, rowKey, type RowKey } from "../../../../renderer/store/row-id.ts";
import { noSelection, type Selection } from "../../../../renderer/store/screen.ts";
import { collator, contact, jid, person, rowOf } from "../people.ts";

/** Rows of groups named A, B… with these people under them. */
function rowsOf(...groups: readonly (readonly string[])[]): Row[] {
  return groups.flatMap((members, index): Row[] => {
    const group = String.fromCodePoint(65 + index);
    const counts = { available: 0, total: members.length, position: 1, setSize: 1 };
    return [
      {
        kind: "group",
        key: rowKey({ person: null, group }),
        group,
        label: group,
        level: 1,
        isExpanded: true,
        ...counts,
      },
      ...members.map((name): Row => ({
        kind: "contact",
        key: rowKey(rowOf(name, group)),
        ...rowOf(name, group),
        level: 2,
        name,
        hasNote: false,
        position: 1,
        setSize: 1,
      })),
    ];
  });
}

const rows = rowsOf(["a", "b", "c"], ["c", "d"], ["e"]);
const at = (index: number): RowKey => {
  const row = rows[index];
  if (row === undefined) throw new Error("no row");
  return row.key;
};
const keysOf = ({ keys }: Selection) => [...keys].toSorted();

describe("selecting several", () => {
  test("[G1] Shift selects across headings, in both directions, but no heading", () => {
    const alone = { keys: noSelection.keys, anchor: at(2) };
    const down = extended(alone, rows, 6, at(2));
    expect(keysOf(down)).toEqual([at(2), at(3), at(5), at(6)].toSorted());
    const up = extended(down, rows, 1, at(6));
    expect(keysOf(up)).toEqual([at(1), at(2)].toSorted());
  });

  test("[G1] Ctrl selects a person in addition to the current one, and deselects them again", () => {
    const both = toggled({ keys: noSelection.keys, anchor: at(1) }, rows, 3);
    expect(keysOf(both)).toEqual([at(1), at(3)].toSorted());
    expect(keysOf(toggled(both, rows, 1))).toEqual([at(3)]);
  });

  test("[G1] Ctrl on a heading selects everybody under it", () => {
    const group = toggled(noSelection, rows, 0);
    expect(keysOf(group)).toEqual([at(1), at(2), at(3)].toSorted());
    expect(toggled(group, rows, 0).keys.size).toBe(0);
  });

  test("[G1] a person in two groups is two rows and one person", () => {
    const twice = toggled(toggled(noSelection, rows, 3), rows, 5);
    expect(twice.keys.size).toBe(2);
    expect(countPeople(twice.keys)).toBe(1);
    expect(chosenRows(twice, null)).toEqual([rowOf("c", "A"), rowOf("c", "B")]);
  });

  test("[G1] without a selection acts apply to the current row, and on a heading to nobody", () => {
    expect(chosenRows(noSelection, at(1))).toEqual([rowOf("a", "A")]);
    expect(chosenRows(noSelection, at(0))).toEqual([]);
    expect(chosenRows(noSelection, null)).toEqual([]);
  });

  test("[G1] the current row stays selected when the focus moves on", () => {
    expect(keysOf(started(noSelection, at(1)))).toEqual([at(1)]);
    expect(started(noSelection, at(0)).keys.size).toBe(0);
  });

  test("[G1] people who leave the list or the group are deselected; if nobody does, the reference stays", () => {
    const people = new People(collator);
    const find = ({ bareJid }: PersonId) => people.get(bareJid);
    const add = (name: string, groups: string[]) => people.set(jid(name), person(contact(name, { groups })));
    for (const name of ["a", "b", "d", "e"]) add(name, [name === "d" ? "B" : name === "e" ? "C" : "A"]);
    add("c", ["A", "B"]);
    const everybody = all(rows);
    expect(pruned(everybody, find)).toBe(everybody);
    people.set(jid("a"), undefined);
    add("c", ["B"]);
    expect(keysOf(pruned(everybody, find))).toEqual([at(2), at(5), at(6), at(8)].toSorted());
  });

  test("[G1] any keys select only people, and extending and returning restores the selection", () => {
    const index = fc.integer({ min: 0, max: rows.length - 1 });
    const step = fc.record({ how: fc.constantFrom("toggle", "extend", "add"), index });
    fc.assert(
      fc.property(fc.array(step), index, (steps, other) => {
        let selection: Selection = noSelection;
        let current: RowKey | null = null;
        for (const { how, index: place } of steps) {
          selection =
            how === "toggle"
              ? toggled(selection, rows, place)
              : extended(selection, rows, place, current, how === "add");
          current = at(place);
        }
        const known = new Set(rows.filter(({ kind }) => kind === "contact").map(({ key }) => key));
        for (const key of selection.keys) expect(known).toContain(key);
        const there = extended(selection, rows, other, current);
        const anchor = rows.findIndex(({ key }) => key === there.anchor);
        const back = extended(there, rows, anchor, at(other));
        expect([...back.keys]).toEqual(rows[anchor]?.kind === "contact" ? [at(anchor)] : []);
      }),
    );
  });
});
