import { expect, test } from "vitest";
import type { Item } from "../../../app/contact.ts";
import type { MergeCode } from "../../../app/merge.ts";
import { AccountsOfSteps, type Outcome, type Told } from "../../model/accounts-of-steps.ts";
import type { SentSet } from "../../model/watched-line.ts";

/* The model runs are worth what they notice: a step that vanishes untold, and nothing excused but what nobody can know. */

const romeo = "romeo@example.test";
const item = (...groups: string[]): Item => ({ name: "Romeo", groups });
const confirmedAt = 10_000;

/** Another device's join of P was confirmed, and a set without it came after. */
const wiped: readonly Told[] = [
  { at: 0, item: item() },
  { at: confirmedAt, item: item("P") },
  { at: confirmedAt + 100, item: item("K") },
];

function lost(heardAt: number, sent: Item | null = item("K")): SentSet {
  return { contact: romeo, item: sent, heardAt, session: { resumptions: 0 }, isAnswered: false };
}

function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    roster: { [romeo]: item("K") },
    told: new Map([[romeo, wiped]]),
    lines: new Map(),
    lostForGood: [],
    ...more,
  };
}

function joined(): AccountsOfSteps {
  const accounts = new AccountsOfSteps();
  accounts.ask("plain", romeo, { do: "join", group: "P" });
  return accounts;
}

test("[R21] a step that is there is accounted for, and one that vanished untold is not", () => {
  const accounts = joined();
  accounts.settle(outcome({ roster: { [romeo]: item("P") } }));
  expect(() => {
    accounts.settle(outcome());
  }).toThrow("[R21]");
  expect(() => {
    accounts.settle(outcome({ roster: {} }));
  }).toThrow("[R21]");
});

test("[R21] the opposite explains it: of another device at any time, of the same one only later", () => {
  const accounts = joined();
  accounts.ask("plain", romeo, { do: "leave", group: "P" });
  accounts.settle(outcome());
  expect(() => {
    accounts.settle(outcome({ roster: { [romeo]: item("P") } }));
  }).toThrow(`"leave"`);
  accounts.ask("a", romeo, { do: "join", group: "P" });
  accounts.settle(outcome({ roster: { [romeo]: item("P") } }));
});

test.for([
  ["crossed", true],
  ["groups-kept", false],
] as const)("[R21] a line %s says what became of it: %s", ([code, isSaid]) => {
  const lines = new Map<string, ReadonlySet<MergeCode>>([[romeo, new Set([code])]]);
  const settle = () => {
    joined().settle(outcome({ lines }));
  };
  if (isSaid) settle();
  else expect(settle).toThrow("[R21]");
});

test("[R22] excused is what was confirmed after the sender of a set that was lost for good had last heard", () => {
  const accounts = joined();
  accounts.settle(outcome({ lostForGood: [lost(confirmedAt - 900)] }));
  expect(accounts.excused).toBe(1);
});

test.for([
  ["whose sender had heard since", { lostForGood: [lost(confirmedAt + 900)] }],
  ["of another contact", { lostForGood: [{ ...lost(0), contact: "nurse@example.test" }] }],
  ["that says something else than what was written", { lostForGood: [lost(0, item("L"))] }],
  ["that has the step", { lostForGood: [lost(0, item("K", "P"))] }],
  ["that removes", { lostForGood: [lost(0, null)] }],
  ["that came before", { told: new Map([[romeo, wiped.toReversed()]]), lostForGood: [lost(0)] }],
] as const)("[R22] no set is an excuse %s", ([, more]) => {
  expect(() => {
    joined().settle(outcome(more));
  }).toThrow("[R21]");
});

test("[R21] what the plain client itself wrote over is nobody else's doing", () => {
  const accounts = new AccountsOfSteps();
  accounts.ask("a", romeo, { do: "join", group: "P" });
  accounts.write({ contact: romeo, read: item(), sent: item("K") });
  const now = performance.now();
  const told = wiped.map((one, place) => ({ ...one, at: now + place }));
  accounts.settle(outcome({ told: new Map([[romeo, told]]) }));
});
