import { afterEach, describe, expect, test } from "vitest";
import { speak } from "../../../../app/words/words.ts";
import { changeSentence } from "../../../../renderer/changes/change-words.ts";
import { everyChange } from "../../../support/every-change.ts";

const romeo = { count: 1, name: "Romeo" };
const people = (count: number) => ({ count, name: "Romeo" });

afterEach(() => speak("en", []));

describe("the sentence of a change", () => {
  test("[G4] one person is named, several are counted", () => {
    const change = { kind: "move", to: "Family" } as const;
    expect(changeSentence(change, people(12))).toBe("Moved 12 people to Family");
    expect(changeSentence(change, romeo)).toBe("Moved Romeo to Family");
    expect(changeSentence({ kind: "join", group: "Family" }, romeo)).toBe("Added Romeo to Family");
    expect(changeSentence({ kind: "take-out" }, romeo)).toBe("Removed Romeo from their groups");
    expect(changeSentence(change, people(500), "doing")).toBe("Moving 500 people to Family");
  });

  test("[J6] a group without a visible name gets a label", () => {
    expect(changeSentence({ kind: "move", to: "\u3164" }, romeo)).toBe("Moved Romeo to Unnamed group");
    const renamed = { kind: "rename-group", group: "", to: "A" } as const;
    expect(changeSentence(renamed, people(2))).toBe("Renamed Unnamed group to A");
  });

  test("[G5] an undo says what is restored, and a redo says what is done again", () => {
    const removed = { kind: "undo", of: { kind: "remove" } } as const;
    expect(changeSentence(removed, romeo)).toBe("Romeo is back");
    expect(changeSentence(removed, people(2))).toBe("2 people are back");
    expect(changeSentence(removed, people(12), "doing")).toBe("Undoing the change to 12 people");
    const left = { kind: "undo", of: { kind: "leave", group: "Work" } } as const;
    expect(changeSentence(left, romeo)).toBe("Added Romeo back to Work");
    const merged = { kind: "redo", of: { kind: "merge-group", group: "A", into: "B" } } as const;
    expect(changeSentence(merged, people(2))).toBe("Merged A into B");
  });

  test.each(["en", "de"] as const)("[G4] [L1] every kind has all its sentences in %s", (language) => {
    speak(language, []);
    for (const change of everyChange("A\nB", "C"))
      for (const tense of ["done", "doing", "failed"] as const)
        expect(changeSentence(change, romeo, tense)).toMatch(/^[A-ZÄ][^{}\n]*\S$/);
  });
});
