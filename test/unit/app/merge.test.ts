import { expect, test } from "vitest";
import { mergeCodes, mergeLineSchema } from "../../../app/merge.ts";
import { everyMergeLine } from "../../support/every-merge-line.ts";

test.for([
  ["a code that nobody knows", { code: "harm", values: {}, lost: [] }],
  ["a code of the prototype", { code: "constructor", values: {}, lost: [] }],
  ["a name that is missing", { code: "renamed-over", values: { theirs: "T" }, lost: [] }],
  ["a name that is no text", { code: "name-kept", values: { theirs: 1 }, lost: [] }],
  ["a number in words", { code: "groups-kept", values: { groups: "two" }, lost: [] }],
  ["a lost change that nobody can make", { code: "crossed", values: {}, lost: [{ do: "harm" }] }],
  ["no word of what was lost", { code: "crossed", values: {} }],
] as const)("the schema refuses %s", ([, hostile]) => {
  expect(mergeLineSchema.safeParse(hostile).success).toBe(false);
});

test("[E10] every line is the same after a restart", () => {
  expect(everyMergeLine.map(({ code }) => code).toSorted()).toEqual(mergeCodes.toSorted());
  for (const line of everyMergeLine)
    expect(mergeLineSchema.parse(JSON.parse(JSON.stringify(line)))).toEqual(line);
});

/** Lines as Kith wrote them when their values were a bag of strings, byte for byte. */
test.for([
  '{"code":"renamed-over","values":{"name":"Mine","theirs":"Theirs"},"lost":[{"do":"rename","name":"Theirs"}]}',
  '{"code":"name-yielded","values":{"name":"Mine","theirs":"Theirs"},"lost":[{"do":"rename","name":"Mine"}]}',
  '{"code":"name-kept","values":{"theirs":""},"lost":[]}',
  '{"code":"groups-kept","values":{"groups":2},"lost":[]}',
  '{"code":"move-yielded","values":{"group":"A"},"lost":[{"do":"join","group":"B"}]}',
  '{"code":"removal-yielded","values":{},"lost":[{"do":"remove"}]}',
  '{"code":"sent-again","values":{},"lost":[]}',
  '{"code":"nameless-left","values":{},"lost":[]}',
  '{"code":"crossed","values":{},"lost":[{"do":"join","group":"B"}]}',
  '{"code":"brought-back","values":{},"lost":[{"do":"remove"}]}',
])("[E10] an old journal's %s is read", (line) => {
  expect(mergeLineSchema.parse(JSON.parse(line))).toEqual(JSON.parse(line));
});
