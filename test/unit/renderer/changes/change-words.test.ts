import { describe, expect, test } from "vitest";
import { batchKinds } from "../../../../app/batch.ts";
import { changeSentence, whoWords } from "../../../../renderer/changes/change-words.ts";

describe("what was done, in words", () => {
  test("[G4] one is named, several are counted", () => {
    const change = { what: "move", values: { to: "Family" } } as const;
    expect(changeSentence(change, whoWords(12, "Romeo"))).toBe("Moved 12 people to Family");
    expect(changeSentence(change, whoWords(1, "Romeo"))).toBe("Moved Romeo to Family");
    const joined = { what: "groups", values: { to: "Family" } } as const;
    expect(changeSentence(joined, "Romeo")).toBe("Added Romeo to Family");
    expect(changeSentence({ what: "move", values: {} }, "Romeo")).toBe("Took Romeo out of their groups");
    expect(changeSentence(change, whoWords(500, undefined), "doing")).toBe("Moving 500 people to Family");
  });

  test("[J6] a group whose name cannot be seen is called by one of ours", () => {
    const moved = { what: "move", values: { to: "\u3164" } } as const;
    expect(changeSentence(moved, "Romeo")).toBe("Moved Romeo to Unnamed group");
    const renamed = { what: "rename-group", values: { group: "", to: "A" } } as const;
    expect(changeSentence(renamed, "2 people")).toBe("Renamed Unnamed group to A");
  });

  test("[G5] an undo says what it took back", () => {
    const undone = { what: "undo", values: { of: "groups", group: "Work" } } as const;
    expect(changeSentence(undone, "Romeo")).toBe("Undone: Took Romeo out of Work");
    const again = { what: "redo", values: { of: "merge-groups", group: "A", to: "B" } } as const;
    expect(changeSentence(again, "2 people")).toBe("Done again: Merged A into B");
  });

  test("[G4] every kind has both sentences", () => {
    for (const what of batchKinds)
      for (const tense of ["done", "doing"] as const) {
        const values = { group: "A\nB", to: "C", of: "move" };
        expect(changeSentence({ what, values }, "Romeo", tense)).toMatch(/^[A-Z][^{}\n]*\S$/);
      }
  });
});
