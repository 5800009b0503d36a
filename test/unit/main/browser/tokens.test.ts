import { expect, test } from "vitest";
import { bootstrapLifeMs, createTokens } from "../../../../main/browser/tokens.ts";

test("a bootstrap token is good once", () => {
  const tokens = createTokens();
  const token = tokens.issue();
  const session = tokens.redeem(token);
  expect(session).not.toBeNull();
  expect(tokens.redeem(token)).toBeNull();
  expect(tokens.isSession(session ?? "")).toBe(true);
  expect(tokens.isSession(token)).toBe(false);
});

test("a bootstrap token is good for a minute", () => {
  let now = 0;
  const tokens = createTokens(() => now);
  const [early, late] = [tokens.issue(), tokens.issue()];
  now = bootstrapLifeMs - 1;
  expect(tokens.redeem(early)).not.toBeNull();
  now = bootstrapLifeMs;
  expect(tokens.redeem(late)).toBeNull();
});

test("every token is 256 bits that fit a fragment and a subprotocol", () => {
  const tokens = createTokens();
  const issued = Array.from({ length: 10 }, tokens.issue);
  for (const token of issued) expect(token).toMatch(/^[\w-]{43}$/);
  expect(new Set(issued).size).toBe(10);
});

test("many addresses that nobody opened do not pile up: the oldest goes", () => {
  const tokens = createTokens();
  const issued = Array.from({ length: 17 }, tokens.issue);
  expect(tokens.redeem(issued[0] ?? "")).toBeNull();
  expect(tokens.redeem(issued[1] ?? "")).not.toBeNull();
  expect(tokens.redeem(issued[16] ?? "")).not.toBeNull();
});
