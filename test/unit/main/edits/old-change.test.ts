import { expect, test } from "vitest";
import type { Change } from "../../../../app/change.ts";
import { oldBatchSchema } from "../../../../main/edits/old-change.ts";

/** Batches as Kith wrote them up to journal version 2, byte for byte. */
const frozen: readonly (readonly [string, Change])[] = [
  ['{"id":"b","what":"add","values":{},"undoes":null}', { kind: "add" }],
  ['{"id":"b","what":"rename","values":{"name":"R"},"undoes":null}', { kind: "rename" }],
  ['{"id":"b","what":"edit","values":{},"undoes":null}', { kind: "edit" }],
  ['{"id":"b","what":"groups","values":{"to":"G"},"undoes":null}', { kind: "join", group: "G" }],
  ['{"id":"b","what":"groups","values":{"group":""},"undoes":null}', { kind: "leave", group: "" }],
  ['{"id":"b","what":"groups","values":{},"undoes":null}', { kind: "groups" }],
  ['{"id":"b","what":"move","values":{"to":"G"},"undoes":null}', { kind: "move", to: "G" }],
  ['{"id":"b","what":"move","values":{},"undoes":null}', { kind: "take-out" }],
  ['{"id":"b","what":"remove","values":{},"undoes":null}', { kind: "remove" }],
  ['{"id":"b","what":"ask","values":{},"undoes":null}', { kind: "ask" }],
  [
    '{"id":"b","what":"rename-group","values":{"group":"G","to":"H"},"undoes":null}',
    { kind: "rename-group", group: "G", to: "H" },
  ],
  [
    '{"id":"b","what":"merge-groups","values":{"group":"G","to":"H"},"undoes":null}',
    { kind: "merge-group", group: "G", into: "H" },
  ],
  [
    '{"id":"b","what":"delete-group","values":{"group":"G"},"undoes":null}',
    { kind: "delete-group", group: "G" },
  ],
  [
    '{"id":"b","what":"undo","values":{"to":"G","of":"move"},"undoes":"a"}',
    { kind: "undo", of: { kind: "move", to: "G" } },
  ],
  [
    '{"id":"b","what":"redo","values":{"group":"G","to":"H","of":"merge-groups"},"undoes":"a"}',
    { kind: "redo", of: { kind: "merge-group", group: "G", into: "H" } },
  ],
  ['{"id":"b","what":"undo","values":{},"undoes":"a"}', { kind: "undo", of: { kind: "edit" } }],
  ['{"id":"b","what":"rename-group","values":{"group":1},"undoes":null}', { kind: "edit" }],
  ['{"id":"b","what":"constructor","values":{},"undoes":null}', { kind: "edit" }],
];

test.for(frozen)("[E1] an old journal's %s is read", ([line, change]) => {
  const { undoes } = JSON.parse(line) as { undoes: string | null };
  expect(oldBatchSchema.parse(JSON.parse(line))).toEqual({ id: "b", change, undoes });
});

test.for([
  ["without an id", { what: "add", values: {}, undoes: null }],
  ["with values that are no values", { id: "b", what: "move", values: { to: {} }, undoes: null }],
  ["that says nothing of what it does", { id: "b", undoes: null }],
] as const)("[Y3] a batch %s is refused", ([, hostile]) => {
  expect(oldBatchSchema.safeParse(hostile).success).toBe(false);
});
