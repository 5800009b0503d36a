import { describe, expect, test } from "vitest";
import { fail, ok } from "../../../../app/result.ts";
import type { AccountSnapshot } from "../../../../app/patch.ts";
import { initialView } from "../../../../app/view.ts";
import { createKithStore } from "../../../../renderer/store/kith-store.ts";
import { manualBridge } from "../manual-bridge.ts";
import { account, collator, contact, edit, jid, juliet, presence, snapshot } from "../people.ts";

async function opened(first: AccountSnapshot) {
  const main = manualBridge();
  let frame: (() => void) | null = null;
  const kith = createKithStore(main.bridge, { collator, nextFrame: (callback) => (frame = callback) });
  await main.answer(ok(snapshot(1, first)));
  return {
    main,
    kith,
    view: () => {
      const view = kith.getState().accounts[0];
      if (view === undefined) throw new Error("no account");
      return view;
    },
    isFramePlanned: () => frame !== null,
    paint: () => {
      const callback = frame;
      frame = null;
      callback?.();
    },
  };
}

const romeo = contact("romeo@montague.example", { name: "Romeo", groups: ["Friends"] });
const nurse = contact("nurse@capulet.example", { name: "Nurse", groups: ["Family"] });

describe("the page's store", () => {
  test("many patches are one update in one frame, and only the changed rows are notified", async () => {
    const { main, kith, view, paint } = await opened(account({ contacts: [romeo, nurse] }));
    const told: string[] = [];
    let updates = 0;
    kith.onPerson({ account: juliet, bareJid: romeo.bareJid }, () => told.push("romeo"));
    kith.onPerson({ account: juliet, bareJid: nurse.bareJid }, () => told.push("nurse"));
    kith.subscribe(() => updates++);
    for (let revision = 2; revision < 50; revision++) {
      const there = presence(romeo.bareJid, "away", `status ${revision}`);
      main.patch({ revision, changed: { account: juliet, presence: { set: [there], removed: [] } } });
    }
    expect(updates).toBe(0);
    paint();
    expect(updates).toBe(1);
    expect(told).toEqual(["romeo"]);
    expect(view().people.get(romeo.bareJid)?.resources[0]?.status).toBe("status 49");
  });

  test("a changed status rebuilds no rows; coming or going does, because of the counts", async () => {
    const { main, view, paint } = await opened(
      account({ contacts: [romeo], presence: [presence(romeo.bareJid)] }),
    );
    const before = view().structure;
    const away = presence(romeo.bareJid, "away");
    main.patch({ revision: 2, changed: { account: juliet, presence: { set: [away], removed: [] } } });
    paint();
    expect(view().structure).toBe(before);
    main.patch({
      revision: 3,
      changed: { account: juliet, presence: { set: [], removed: [romeo.bareJid] } },
    });
    paint();
    expect(view().structure).toBe(before + 1);
  });

  test("a snapshot with equal values keeps every person's reference", async () => {
    const first = account({ contacts: [romeo, nurse], presence: [presence(romeo.bareJid)] });
    const { main, view } = await opened(first);
    const before = view().people.get(romeo.bareJid);
    main.state("down");
    main.state("up");
    await main.answer(ok(snapshot(9, structuredClone(first))));
    expect(view().people.get(romeo.bareJid)).toBe(before);
  });

  test("a snapshot without a person removes them; one without the account removes the account", async () => {
    const { main, kith, view } = await opened(account({ contacts: [romeo, nurse] }));
    main.state("down");
    main.state("up");
    await main.answer(ok(snapshot(9, account({ contacts: [nurse] }))));
    expect(
      view()
        .people.sorted()
        .map(({ name }) => name),
    ).toEqual(["Nurse"]);
    main.state("down");
    main.state("up");
    await main.answer(ok(snapshot(10)));
    expect(kith.getState().accounts).toEqual([]);
  });

  test("[P2] presence of an address that is not on the list shows nobody, and applies once it is", async () => {
    const { main, view, paint } = await opened(account({ presence: [presence(romeo.bareJid)] }));
    expect(view().people.size).toBe(0);
    main.patch({ revision: 2, changed: { account: juliet, contacts: { set: [romeo], removed: [] } } });
    paint();
    expect(view().people.get(romeo.bareJid)?.resources).toHaveLength(1);
  });

  test("[R3] a pending edit is laid over the newest contact, including other devices' changes", async () => {
    const leaving = edit("e1", romeo.bareJid, {
      deltas: [
        { do: "leave", group: "Friends" },
        { do: "join", group: "Family" },
      ],
    });
    const { main, view, paint } = await opened(account({ contacts: [romeo], edits: [leaving] }));
    expect(view().people.get(romeo.bareJid)?.contact.groups).toEqual(["Family"]);
    const newer = { ...romeo, name: "Romeo M.", groups: ["Friends", "Verona"] };
    main.patch({ revision: 2, changed: { account: juliet, contacts: { set: [newer], removed: [] } } });
    paint();
    expect(view().people.get(romeo.bareJid)?.contact).toMatchObject({
      name: "Romeo M.",
      groups: ["Verona", "Family"],
    });
  });

  test("[R13] a refused edit is not applied: the row shows the server's values and the refusal", async () => {
    const refused = edit("e1", romeo.bareJid, {
      deltas: [{ do: "rename", name: "X" }],
      state: "refused",
      why: { code: "not-allowed", values: {} },
    });
    const { view } = await opened(account({ contacts: [romeo], edits: [refused] }));
    const person = view().people.get(romeo.bareJid);
    expect(person?.name).toBe("Romeo");
    expect(person?.edits).toEqual([refused]);
    expect(view().waitingEdits).toBe(0);
  });

  test("a person being added is shown at once, and disappears if the edit is discarded", async () => {
    const adding = edit("e1", "paris@verona.example", {
      kind: "add",
      deltas: [{ do: "join", group: "Suitors" }],
    });
    const { main, view, paint } = await opened(account({ edits: [adding] }));
    expect(view().people.get(jid("paris@verona.example"))).toMatchObject({
      isOnList: false,
      contact: { groups: ["Suitors"] },
    });
    main.patch({ revision: 2, changed: { account: juliet, edits: { set: [], removed: ["e1"] } } });
    paint();
    expect(view().people.size).toBe(0);
  });

  test("edits of one person are applied in the order in which they were made", async () => {
    const edits = [
      edit("e1", romeo.bareJid, { deltas: [{ do: "rename", name: "First" }] }),
      edit("e2", romeo.bareJid, { deltas: [{ do: "rename", name: "Second" }] }),
    ];
    const { view } = await opened(account({ contacts: [romeo], edits }));
    expect(view().people.get(romeo.bareJid)?.name).toBe("Second");
  });

  test("[F1] a choice of view applies at once, and overrides main's value until main has answered", async () => {
    const { main, kith, view, paint } = await opened(account());
    kith.setView(juliet, { sort: "status" });
    kith.setView(juliet, { people: "around" });
    expect(view().view).toEqual({ ...initialView, sort: "status", people: "around" });
    const older = { ...initialView, sort: "status" } as const;
    main.patch({ revision: 2, changed: { account: juliet, view: older } });
    paint();
    expect(view().view.people).toBe("around");
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    paint();
    expect(view().view).toEqual(older);
  });

  test("the failure of a command is shown", async () => {
    const { main, kith } = await opened(account());
    const refusing = { ...main.bridge, call: () => Promise.resolve(fail("not-online") as never) };
    const other = createKithStore(refusing, { collator, nextFrame: () => {} });
    await other.run("tryNow", { account: juliet });
    expect(other.getState().failure?.code).toBe("not-online");
    await kith.run("tryNow", { account: juliet });
    expect(kith.getState().failure).toBeNull();
  });
});
