import { beforeEach, describe, expect, test } from "vitest";
import type { Patch } from "../../../../app/patch.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { RosterSync } from "../../../../main/roster/sync.ts";
import { account, contact, nurse, onlineFacts, romeo } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";

/** The turn of the event loop after which what was scheduled has run. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

let publisher: Publisher;
let patches: Patch[];
beforeEach(() => {
  publisher = new Publisher();
  patches = [];
  publisher.onPatch((patch) => patches.push(patch));
});

const changes = () => patches.map((patch) => patch.changed).filter((change) => change !== undefined);

describe("numbering", () => {
  test("revisions have no gap, whatever is published", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo));
    publisher.addNotice({ id: "n", code: "demo-unavailable", values: {} });
    await nextTurn();
    model.removeContact(romeo);
    publisher.snapshot();
    publisher.removeNotice("n");
    publisher.removeNotice("n");
    publisher.remove(account);
    publisher.remove(account);
    expect(patches.map((patch) => patch.revision)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(patches.map((patch) => Object.keys(patch)[1])).toEqual([
      "added",
      "notices",
      "changed",
      "changed",
      "notices",
      "removed",
    ]);
    expect(publisher.snapshot().revision).toBe(6);
  });

  test("what happens between a snapshot and the first patch is in exactly one of them", async () => {
    const model = publisher.add(account, onlineFacts);
    await nextTurn();
    model.putContact(contact(romeo));
    const { revision, accounts } = publisher.snapshot();
    model.putContact(contact(nurse));
    await nextTurn();
    expect(accounts[0]?.contacts.map((one) => one.bareJid)).toEqual([romeo]);
    const later = patches.filter((patch) => patch.revision > revision);
    expect(later.map((patch) => patch.revision)).toEqual([revision + 1]);
    expect(later[0]?.changed?.contacts?.set.map((one) => one.bareJid)).toEqual([nurse]);
  });

  test("a listener that comes late misses nothing that its snapshot does not have", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo));
    const late: Patch[] = [];
    publisher.onPatch((patch) => late.push(patch));
    const { revision } = publisher.snapshot();
    model.putContact(contact(nurse));
    await nextTurn();
    expect(late.filter((patch) => patch.revision > revision).map((patch) => patch.revision)).toEqual([
      revision + 1,
    ]);
  });

  test("an unsubscribed listener gets nothing more", async () => {
    const heard: Patch[] = [];
    const leave = publisher.onPatch((patch) => heard.push(patch));
    const model = publisher.add(account, onlineFacts);
    leave();
    model.putContact(contact(romeo));
    await nextTurn();
    expect(heard).toHaveLength(1);
    expect(patches).toHaveLength(2);
  });
});

describe("patches", () => {
  test("ten thousand changes in one turn are one patch", async () => {
    const model = publisher.add(account, onlineFacts);
    for (let index = 0; index < 10_000; index += 1)
      model.putContact(contact(`friend${index}@example.net` as BareJid));
    await nextTurn();
    expect(patches).toHaveLength(2);
    expect(patches[1]?.changed?.contacts?.set).toHaveLength(10_000);
    expect(Object.keys(patches[1]?.changed ?? {})).toEqual(["account", "contacts"]);
  });

  test("what comes and goes within a turn ends as it ended", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo, { name: "1" }));
    model.putContact(contact(romeo, { name: "2" }));
    model.putContact(contact(nurse));
    model.removeContact(nurse);
    await nextTurn();
    expect(changes()).toMatchObject([
      { contacts: { set: [{ bareJid: romeo, name: "2" }], removed: [nurse] } },
    ]);
  });

  test("nothing new is no patch", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo));
    await nextTurn();
    model.putContact(contact(romeo));
    model.removeContact(nurse);
    model.remove("requests", nurse);
    model.remove("troubles", romeo);
    model.removePresence(romeo, "");
    model.putPresence("stranger@example.net" as BareJid, {
      resource: "a",
      show: "chat",
      status: "",
      priority: 0,
    });
    await nextTurn();
    expect(patches).toHaveLength(2);
  });

  test("[P5] the resources of a contact come best first: by number, then by willingness", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo));
    const put = (resource: string, priority: number, show: "available" | "away" | "chat") => {
      model.putPresence(romeo, { resource, show, status: "", priority });
    };
    put("ten", 10, "away");
    put("nine", 9, "chat");
    put("ten-free", 10, "chat");
    put("minus", -1, "available");
    await nextTurn();
    expect(
      changes()
        .at(-1)
        ?.presence?.set[0]?.resources.map((one) => one.resource),
    ).toEqual(["ten-free", "ten", "nine", "minus"]);
  });

  test("are JSON through and through", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo, { groups: ["A"] }));
    model.putPresence(romeo, { resource: "a", show: "chat", status: "", priority: 0 });
    model.put("requests", { bareJid: nurse, address: nurse, nickname: "", message: "", isDeferred: false });
    model.put("troubles", { bareJid: romeo, why: "denied" });
    model.put("strays", { bareJid: romeo, address: romeo, count: 1 });
    model.put("edits", {
      id: "1",
      bareJid: romeo,
      address: romeo,
      kind: "remove",
      batch: "b",
      message: null,
      deltas: [],
      state: "waiting",
      why: null,
    });
    await nextTurn();
    const snapshot = publisher.snapshot();
    expect(JSON.parse(JSON.stringify(patches))).toStrictEqual(patches);
    expect(JSON.parse(JSON.stringify(snapshot))).toStrictEqual(snapshot);
    expect(snapshot.accounts[0]).toMatchObject({
      contacts: [{}],
      presence: [{}],
      requests: [{}],
      troubles: [{}],
      strays: [{}],
      edits: [{}],
    });
  });
});

describe("an account that goes", () => {
  test("is removed with its unpublished changes, and publishes nothing while its stream closes", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo));
    publisher.remove(account);
    model.putContact(contact(nurse));
    model.setFact("session", { state: "signed-out" });
    await nextTurn();
    expect(patches.at(-1)).toEqual({ revision: 3, removed: account });
    expect(publisher.snapshot().accounts).toEqual([]);
  });

  test("and comes back is a new one: late changes of the old one do not affect it", async () => {
    const old = publisher.add(account, onlineFacts);
    publisher.remove(account);
    const fresh = publisher.add(account, { ...onlineFacts, session: { state: "connecting" } });
    old.putContact(contact(romeo));
    old.setFact("session", { state: "signed-out" });
    await nextTurn();
    fresh.putContact(contact(nurse));
    await nextTurn();
    expect(publisher.snapshot().accounts).toMatchObject([
      { session: { state: "connecting" }, contacts: [{ bareJid: nurse }] },
    ]);
    expect(JSON.stringify(patches)).not.toContain(romeo);
  });
});

test("[R11] a reconnect never clears and refills: contacts that stay are in no patch", async () => {
  const model = publisher.add(account, onlineFacts);
  for (const one of [romeo, nurse]) model.putContact(contact(one));
  await nextTurn();
  patches.length = 0;
  model.setFact("session", { state: "connecting" });
  await nextTurn();
  const sync = new RosterSync(model, "1", { onChange: () => undefined, onPush: () => undefined });
  const stream = new FakeStream();
  const got = sync.get(stream);
  await nextTurn();
  await stream.next.answer(
    `<iq type="result" id="x"><query xmlns="jabber:iq:roster" ver="2"><item jid="${nurse}"/><item jid="${romeo}" name="R"/></query></iq>`,
  );
  await got;
  await nextTurn();
  const contacts = changes().flatMap((change) => change.contacts ?? []);
  expect(contacts).toMatchObject([{ set: [{ bareJid: romeo, name: "R" }], removed: [] }]);
});

describe("a list that is missing on the server", () => {
  test("[R12] is published as empty, presence too, and is whole again when there is one", async () => {
    const model = publisher.add(account, onlineFacts);
    model.putContact(contact(romeo));
    model.putPresence(romeo, { resource: "orchard", show: "available", status: "", priority: 0 });
    await nextTurn();
    patches.length = 0;
    model.setFact("list", { state: "missing" });
    await nextTurn();
    expect(changes()).toMatchObject([{ contacts: { removed: [romeo] }, presence: { removed: [romeo] } }]);
    expect(publisher.snapshot().accounts).toMatchObject([{ contacts: [], presence: [] }]);
    expect(model.contacts.has(romeo)).toBe(true);
    model.setFact("list", { state: "confirmed" });
    expect(publisher.snapshot().accounts).toMatchObject([
      { contacts: [{ bareJid: romeo }], presence: [{ bareJid: romeo }] },
    ]);
  });
});
