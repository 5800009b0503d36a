import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unreadable } from "../../../../app/jid.ts";
import {
  distinct,
  type PersonId,
  personKey,
  personKeyIn,
  readRowKey,
  type RowId,
  rowKey,
} from "../../../../renderer/store/row-id.ts";
import { jid, juliet, rowOf } from "../people.ts";

/** Group names that a server may send, and texts in place of an address on a broken list. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(":", ",", "=", "-", '"', "'", "\\", "\n", "\0", "\u202e", "\ud800", "1"),
  }),
);
const person: fc.Arbitrary<PersonId> = fc.record({
  account: fc.oneof(fc.constant(juliet), hostile.map(jid)),
  bareJid: fc.oneof(fc.constant(jid("romeo@x")), hostile.map(unreadable)),
});
const group = fc.option(fc.oneof(hostile, fc.constantFrom("", "no-group", "group:a", "=", "-")));
const rowId: fc.Arbitrary<RowId> = fc.record({ person: fc.option(person), group });

describe("the keys of rows", () => {
  test("[R14] every row key is read back unchanged, whatever people and groups are called", () => {
    fc.assert(
      fc.property(rowId, (id) => {
        expect(readRowKey(rowKey(id))).toEqual(id);
        expect(personKeyIn(rowKey(id))).toBe(id.person === null ? null : personKey(id.person));
      }),
    );
  });

  test("[R14] different rows never have the same key", () => {
    fc.assert(
      fc.property(rowId, rowId, (one, other) => {
        expect(rowKey(one) === rowKey(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    expect(rowKey({ person: null, group: null })).not.toBe(rowKey({ person: null, group: "" }));
    expect(rowKey(rowOf("a@b", "x"))).not.toBe(rowKey({ person: null, group: rowKey(rowOf("a@b", "x")) }));
  });

  test("the same address on two accounts is two people, and two rows of one person are one", () => {
    const here = rowOf("romeo@x", "A").person;
    const there = { ...here, account: jid("rosaline@x") };
    expect(personKey(here)).not.toBe(personKey(there));
    const rows = [rowOf("romeo@x", "A"), { person: there, group: "A" }, rowOf("romeo@x", "B")];
    expect(distinct(rows)).toEqual([here, there]);
  });
});
