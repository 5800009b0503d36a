import { describe, expect, test } from "vitest";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import type { Result } from "../../../../app/result.ts";
import { ok } from "../../../../app/result.ts";
import { type Intent, intentForGroup, intentToEdit, intentToMove } from "../../../../main/edits/intents.ts";
import { contact, nurse, romeo } from "../../../support/account-model.ts";
import type { BareCode } from "../../../support/every-failure.ts";
import { editsGround } from "../../../support/edits-ground.ts";
import { settled } from "../../../support/fake-stream.ts";

/** A list with people in a group without a name, on a server that may refuse sets with it, as ejabberd does. */
function start(refusal: BareCode | null = "bad-request") {
  const ground = editsGround([
    contact(romeo, { name: "Romeo", groups: ["", "A"] }),
    contact(nurse, { groups: [""] }),
  ]);
  const { stream, model, edits, push } = ground;
  const sent: { name: string; groups: string[] }[] = [];
  async function serve() {
    for (await settled(); stream.open.length > 0; await settled()) {
      const { iq, answer, refuse } = stream.next;
      const item = iq.getChild("query")?.getChild("item");
      const name = item?.attrs["name"] ?? "";
      const groups = item?.getChildren("group").map((group) => group.getText()) ?? [];
      sent.push({ name, groups });
      if (refusal !== null && groups.includes("")) {
        await refuse(refusal);
        continue;
      }
      await answer(`<iq type="result" id="x"/>`);
      push(item?.attrs["jid"] as BareJid, { name, groups });
    }
  }
  async function take(make: () => Result<Intent>) {
    const taken = await edits.take(make);
    expect(taken).toMatchObject({ ok: true });
    await serve();
  }
  const edit = (...deltas: Delta[]) => take(() => ok(intentToEdit(model, [romeo], deltas, null)));
  const lines = (who: BareJid) => model.merges.get(who)?.lines.map(({ code }) => code) ?? [];
  return { ...ground, sent, serve, take, edit, lines };
}

describe("somebody in a group without a name", () => {
  test.for(["bad-request", "not-acceptable"] as const)(
    "[E11] is renamed where the server refuses that group with %s: the edit goes out again without it, and says so",
    async (code) => {
      const { edit, sent, roster, lines, model } = start(code);
      await edit({ do: "rename", name: "R" });
      expect(sent).toEqual([
        { name: "R", groups: ["", "A"] },
        { name: "R", groups: ["A"] },
      ]);
      expect(roster()[romeo]).toEqual({ name: "R", groups: ["A"] });
      expect(model.edits.size).toBe(0);
      expect(lines(romeo)).toEqual(["nameless-left"]);
      expect(lines(nurse)).toEqual([]);
    },
  );

  test("[E11] [R3] stays in it where the server takes it", async () => {
    const { edit, sent, roster, lines } = start(null);
    await edit({ do: "rename", name: "R" });
    expect(sent).toHaveLength(1);
    expect(roster()[romeo]).toEqual({ name: "R", groups: ["", "A"] });
    expect(lines(romeo)).toEqual([]);
  });

  test("[E11] is tried without it at once, when the server is known to refuse it", async () => {
    const { edit, sent, take, model, lines } = start();
    await edit({ do: "rename", name: "R" });
    sent.length = 0;
    await take(() => ok(intentToEdit(model, [nurse], [{ do: "join", group: "B" }], null)));
    expect(sent).toEqual([{ name: "", groups: ["B"] }]);
    expect(lines(nurse)).toEqual(["nameless-left"]);
  });

  test("[E11] leaves it, and nothing is said that was asked for", async () => {
    const { edit, sent, roster, lines } = start();
    await edit({ do: "leave", group: "" });
    expect(sent).toEqual([{ name: "Romeo", groups: ["A"] }]);
    expect(roster()[romeo]?.groups).toEqual(["A"]);
    expect(lines(romeo)).toEqual([]);
  });

  test("[E11] is moved out of it, into another group or into none", async () => {
    const { take, model, roster } = start();
    await take(() => intentToMove(model, [{ contact: romeo, from: "" }], "B", null));
    await take(() => intentToMove(model, [{ contact: nurse, from: "" }], null, null));
    expect(roster()[romeo]?.groups?.toSorted()).toEqual(["A", "B"]);
    expect(roster()[nurse]?.groups).toEqual([]);
  });

  test.for([["B"], ["A"], [null]] as const)(
    "[E7] [E11] the group is renamed, merged or deleted like any other: to %j",
    async ([to]) => {
      const { take, model, roster } = start();
      await take(() => intentForGroup(model, "", to, true));
      expect(roster()[romeo]?.groups?.toSorted()).toEqual(to === "B" ? ["A", "B"] : ["A"]);
      expect(roster()[nurse]?.groups).toEqual(to === null ? [] : [to]);
    },
  );

  test("[E11] [R13] whoever is to join it is refused, and nothing else is tried", async () => {
    const { take, model, sent, roster } = start();
    model.putContact(contact("paris@example.net" as BareJid));
    await take(() =>
      intentToMove(model, [{ contact: "paris@example.net" as BareJid, from: null }], "", null),
    );
    expect(sent).toEqual([{ name: "", groups: [""] }]);
    expect([...model.edits.values()]).toMatchObject([{ state: "refused", why: { code: "bad-request" } }]);
    expect(roster()["paris@example.net"]?.groups).toEqual([]);
  });

  test("[E11] [R13] a refusal for another reason is final after one retry, and is not blamed on that group later", async () => {
    const ground = start(null);
    const { stream, edits, model } = ground;
    await edits.take(() => ok(intentToEdit(model, [romeo], [{ do: "rename", name: "R" }], null)));
    await settled();
    await stream.next.refuse("bad-request");
    await settled();
    await stream.next.refuse("not-acceptable");
    await settled();
    expect(stream.open).toHaveLength(0);
    const [refused] = model.edits.values();
    expect(refused).toMatchObject({ state: "refused", why: { code: "not-acceptable" } });
    await edits.retry(refused?.id ?? "");
    await ground.serve();
    expect(ground.roster()[romeo]).toEqual({ name: "R", groups: ["", "A"] });
  });

  test("[E5] [E11] an undo brings back what the server takes", async () => {
    const { edit, edits, serve, roster, model } = start();
    await edit({ do: "rename", name: "R" });
    expect(await edits.undo(null)).toMatchObject({ ok: true });
    await serve();
    expect(roster()[romeo]).toEqual({ name: "Romeo", groups: ["A"] });
    expect(model.edits.size).toBe(0);
  });
});
