import { expect, test } from "vitest";
import { answerSchema, commandInputs, maxCallBytes, type Handlers } from "../../../app/contract.ts";
import { fail, ok } from "../../../app/result.ts";
import { dispatch } from "../../../main/dispatch.ts";
import { createLog } from "../../../main/log.ts";

/* What does not depend on the socket: the desktop shell answers by the same function. */

const seen: unknown[] = [];
const handlers = {
  ...(Object.fromEntries(
    Object.keys(commandInputs).map((name) => [name, async () => fail("not-online")]),
  ) as unknown as Handlers),
  signOut: async (input: unknown) => {
    seen.push(input);
    return ok(null);
  },
  tryNow: () => {
    throw new SyntaxError("in secret");
  },
} as Handlers;

const lines: string[] = [];
const log = createLog((line) => lines.push(line));
const send = async (text: string) => answerSchema.parse(JSON.parse(await dispatch(handlers, text, log)));
const refused = (id: number, code: string) => ({
  kind: "answer",
  id,
  result: { ok: false, failure: { code, values: {} } },
});

test("a call reaches its handler with its input, and the answer carries its id", async () => {
  const text = JSON.stringify({ id: 9, name: "signOut", input: { account: "a@b.example" } });
  expect(await send(text)).toEqual({ kind: "answer", id: 9, result: { ok: true, value: null } });
  expect(seen).toEqual([{ account: "a@b.example" }]);
});

test("a call too long for any person is not even read", async () => {
  const text = JSON.stringify({ id: 9, name: "signOut", input: { account: "a".repeat(maxCallBytes) } });
  expect(await send(text)).toEqual(refused(-1, "bad-command"));
  // The limit is in bytes, as the socket's is.
  expect(await send(`{"id":9,"name":"${"é".repeat(maxCallBytes / 2)}"}`)).toEqual(refused(-1, "bad-command"));
});

test("a handler that throws at once is a bug like any other", async () => {
  expect(await send(JSON.stringify({ id: 1, name: "tryNow", input: { account: "a" } }))).toEqual(
    refused(1, "internal"),
  );
  expect(lines.filter((line) => line.includes("bug: SyntaxError"))).toHaveLength(1);
  expect(lines.join()).not.toContain("secret");
});

test("a bug without words or stack is logged as what it is", () => {
  const said: string[] = [];
  const other = createLog((line) => said.push(line));
  const quiet = new Error("two\n    at lines of a secret");
  other.bug(quiet);
  other.bug("a secret");
  other.bug(undefined);
  expect(said[0]).toMatch(/^kith: bug: Error\n\s+at /);
  expect(said.slice(1)).toEqual(["kith: bug: string", "kith: bug: undefined"]);
  expect(said.join()).not.toContain("secret");
});
