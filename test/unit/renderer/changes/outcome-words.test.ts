import { expect, test } from "vitest";
import type { Batch } from "../../../../app/batch.ts";
import { hasFailed, outcomeSentence } from "../../../../renderer/changes/outcome-words.ts";
import { everyChange } from "../../../support/every-change.ts";

const batch = (state: Batch["state"], count: number, done: number, refused: number) => ({
  state,
  count,
  done,
  refused,
});
const people = (count: number) => ({ count, name: undefined });
const nurse = { count: 1, name: "Nurse" };
const move = { kind: "move", to: "Family" } as const;
const rename = { kind: "rename-group", group: "A", to: "B" } as const;

test.for([
  ["all of it", undefined, "Moved 500 people to Family"],
  ["all of it, still counted", batch("finished", 500, 500, 0), "Moved 500 people to Family"],
  ["what is under way", batch("running", 500, 1, 7), "Moving 500 people to Family"],
  ["what is paused", batch("paused", 500, 1, 0), "Moving 500 people to Family"],
  ["those who were not refused", batch("finished", 500, 493, 7), "Moved 493 people to Family"],
  ["those who were not given up", batch("finished", 500, 493, 0), "Moved 493 people to Family"],
  ["nobody", batch("finished", 500, 0, 500), "Could not move 500 people to Family"],
  ["nobody, where others were given up", batch("finished", 9, 0, 2), "Could not move 2 people to Family"],
  ["what a stop left", batch("stopped", 500, 12, 0), "Moving 500 people to Family. Stopped at 12 of 500."],
] as const)("[G4] a card says what is true of %s", ([, now, sentence]) => {
  expect(outcomeSentence(move, people(500), now)).toBe(sentence);
});

test("[G4] the sentence about one refused person does not claim success", () => {
  expect(outcomeSentence({ kind: "rename" }, nurse, batch("running", 1, 0, 0))).toBe("Renamed Nurse");
  expect(outcomeSentence({ kind: "rename" }, nurse, batch("finished", 1, 0, 1))).toBe(
    "Could not rename Nurse",
  );
  expect(hasFailed(batch("running", 3, 0, 1))).toBe(false);
});

test("[G4] the sentence of a partly refused group change says how many people moved", () => {
  expect(outcomeSentence(rename, people(5), batch("finished", 5, 3, 2))).toBe(
    "Renamed A to B: 3 of 5 people",
  );
  expect(outcomeSentence({ kind: "undo", of: rename }, people(5), batch("finished", 5, 3, 2))).toBe(
    "Renamed B back to A: 3 of 5 people",
  );
  expect(outcomeSentence(rename, people(5), batch("finished", 5, 0, 5))).toBe("Could not rename A to B");
});

test("[G4] no change that was refused for everybody claims success", () => {
  for (const change of everyChange("A", "B"))
    expect(outcomeSentence(change, nurse, batch("finished", 1, 0, 1))).toMatch(/^Could not /);
});
