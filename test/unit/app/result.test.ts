import { expect, test } from "vitest";
import { fail, failureSchema } from "../../../app/result.ts";
import { everyFailure } from "../../support/every-failure.ts";

test.for([
  ["no object", "internal"],
  ["a code that nobody knows", { code: "harm", values: {} }],
  ["a code of the prototype", { code: "constructor", values: {} }],
  ["no details", { code: "not-allowed" }],
  ["a limit that is no number", { code: "name-too-long", values: { limit: "1" } }],
  ["a detail that is missing", { code: "group-exists", values: {} }],
  ["a place that is no text", { code: "host-not-found", values: { domain: {} } }],
  ["a condition that is no text", { code: "not-allowed", values: { condition: ["a"] } }],
] as const)("the schema refuses %s", ([, hostile]) => {
  expect(failureSchema.safeParse(hostile).success).toBe(false);
});

test("every failure is the same after a journey as JSON", () => {
  for (const failure of everyFailure)
    expect(failureSchema.parse(JSON.parse(JSON.stringify(failure)))).toEqual(failure);
});

test("details that a code does not have are left out", () => {
  const failure = { code: "name-too-long", values: { limit: 1, password: "secret" } };
  expect(failureSchema.parse(failure)).toEqual({ code: "name-too-long", values: { limit: 1 } });
});

test("a failure says what it was given, or nothing", () => {
  expect(fail("not-online")).toEqual({ ok: false, failure: { code: "not-online", values: {} } });
  expect(fail("group-exists", { group: "A" }).failure.values.group).toBe("A");
});
