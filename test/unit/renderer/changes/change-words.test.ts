import { describe, expect, test } from "vitest";
import { changeSentence, whoWords } from "../../../../renderer/changes/change-words.ts";
import { everyChange } from "../../../support/every-change.ts";

describe("what was done, in words", () => {
  test("[G4] one is named, several are counted", () => {
    const change = { kind: "move", to: "Family" } as const;
    expect(changeSentence(change, whoWords(12, "Romeo"))).toBe("Moved 12 people to Family");
    expect(changeSentence(change, whoWords(1, "Romeo"))).toBe("Moved Romeo to Family");
    expect(changeSentence({ kind: "join", group: "Family" }, "Romeo")).toBe("Added Romeo to Family");
    expect(changeSentence({ kind: "take-out" }, "Romeo")).toBe("Removed Romeo from their groups");
    expect(changeSentence(change, whoWords(500, undefined), "doing")).toBe("Moving 500 people to Family");
  });

  test("[J6] a group whose name cannot be seen is called by one of ours", () => {
    expect(changeSentence({ kind: "move", to: "\u3164" }, "Romeo")).toBe("Moved Romeo to Unnamed group");
    const renamed = { kind: "rename-group", group: "", to: "A" } as const;
    expect(changeSentence(renamed, "2 people")).toBe("Renamed Unnamed group to A");
  });

  test("[G5] an undo says what it took back", () => {
    const undone = { kind: "undo", of: { kind: "leave", group: "Work" } } as const;
    expect(changeSentence(undone, "Romeo")).toBe("Undone: Removed Romeo from Work");
    const again = { kind: "redo", of: { kind: "merge-group", group: "A", into: "B" } } as const;
    expect(changeSentence(again, "2 people")).toBe("Done again: Merged A into B");
  });

  test("[G4] every kind has both sentences", () => {
    for (const change of everyChange("A\nB", "C"))
      for (const tense of ["done", "doing"] as const)
        expect(changeSentence(change, "Romeo", tense)).toMatch(/^[A-Z][^{}\n]*\S$/);
  });
});
