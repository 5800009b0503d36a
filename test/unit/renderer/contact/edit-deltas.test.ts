import { describe, expect, test } from "vitest";
import { applyDeltas } from "../../../../app/edit.ts";
import { editDeltas } from "../../../../renderer/contact/edit-deltas.ts";
import { typedDraft } from "../../../../renderer/contact/groups-draft.ts";
import { chatLink } from "../../../../renderer/contact/open-chat.ts";

describe("saving an edited contact", () => {
  test("[R3] a group and a name that another device changed while the dialog was open are not reverted", () => {
    const opened = { name: "Romeo", groups: ["Friends"] };
    const deltas = editDeltas(opened, { name: "Romeo", groups: ["Friends", "Verona"] });
    const meanwhile = { name: "Romeo M.", groups: ["Friends", "Family"] };
    expect(applyDeltas(meanwhile, deltas)).toEqual({
      name: "Romeo M.",
      groups: ["Friends", "Family", "Verona"],
    });
  });

  test("[R14] unchanged values are not sent, even if the server's own spelling is untidy", () => {
    const untidy = { name: " Romeo ", groups: [" a", "A", ""] };
    expect(editDeltas(untidy, untidy)).toEqual([]);
  });

  test("a cleared name is removed", () => {
    expect(editDeltas({ name: "Romeo", groups: [] }, { name: "", groups: [] })).toEqual([
      { do: "rename", name: "" },
    ]);
  });

  test("text left in the field at submission counts as a group; one already added is not added twice", () => {
    expect(typedDraft({ chosen: ["A"], typed: " B " })).toEqual(["A", "B"]);
    expect(typedDraft({ chosen: ["A"], typed: "A" })).toEqual(["A"]);
    expect(typedDraft({ chosen: [], typed: "  " })).toEqual([]);
  });
});

describe("the link that opens a chat", () => {
  test("nothing in an address can add a query or another address to it", () => {
    expect(chatLink("a?b#c&d@x.example?remove")).toBe("xmpp:a%3Fb%23c%26d@x.example%3Fremove?message");
    expect(chatLink("romeo@montague.example")).toBe("xmpp:romeo@montague.example?message");
    expect(chatLink("server.example")).toBe("xmpp:server.example?message");
  });
});
