import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import type { Delta } from "../../../../app/edit.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { contact, createModel, nurse, romeo } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { linedUp } from "../../../support/lined-up.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const join = (group: string): Delta => ({ do: "join", group });
const leave = (group: string): Delta => ({ do: "leave", group });
const rename = (name: string): Delta => ({ do: "rename", name });
const done = `<iq type="result" id="x"/>`;

function start(
  contacts: Contact[] = [contact(romeo, { name: "Romeo", groups: ["Friends"], subscription: "both" })],
) {
  const { model } = createModel();
  for (const one of contacts) model.putContact(one);
  const asked: Contact[] = [];
  const { queue, add, retry } = linedUp(model, { asked });
  const stream = new FakeStream();
  const change = (bareJid: BareJid, ...deltas: Delta[]) => {
    add({ bareJid, kind: "change", deltas });
  };
  const remove = (bareJid: BareJid) => {
    add({ bareJid, kind: "remove", deltas: [] });
  };
  /** The server tells what a contact is now. */
  const push = (bareJid: BareJid, more: Partial<Contact> | "removed") => {
    const now = model.contacts.get(bareJid) ?? contact(bareJid);
    if (more === "removed") model.removeContact(bareJid);
    else model.putContact({ ...now, ...more });
    queue.handlePush(bareJid);
  };
  const states = () => [...model.edits.values()].map((edit) => edit.state);
  return { model, queue, add, retry, asked, stream, change, remove, push, states };
}

function sentItem(stream: FakeStream, index = -1) {
  const item = stream.sent.at(index)?.getChild("query")?.getChild("item");
  return {
    jid: item?.attrs["jid"],
    name: item?.attrs["name"],
    groups: item?.getChildren("group").map((group) => group.getText()) ?? [],
  };
}

describe("what is sent", () => {
  test("[R3] is the newest contact with the deltas on top: a push between taking and sending is not lost", () => {
    const { queue, stream, change, push } = start();
    change(romeo, join("Verona"));
    push(romeo, { name: "Romeo M.", groups: ["Friends", "Lovers"] });
    queue.resume(stream);
    expect(sentItem(stream)).toEqual({
      jid: romeo,
      name: "Romeo M.",
      groups: ["Friends", "Lovers", "Verona"],
    });
  });

  test("[R3] is computed again after a lost connection, from what has been pushed meanwhile", async () => {
    const { queue, stream, change, push, states } = start();
    change(romeo, leave("Friends"), join("Lovers"));
    queue.resume(stream);
    queue.suspend();
    stream.fail("connection-lost");
    await settled();
    expect(states()).toEqual(["waiting"]);
    push(romeo, { name: "R", groups: ["Friends", "Verona"] });
    const next = new FakeStream();
    queue.resume(next);
    expect(sentItem(next)).toEqual({ jid: romeo, name: "R", groups: ["Verona", "Lovers"] });
  });

  test("[R4] [R14] carries the server's spelling, long names and empty groups, and nothing a server decides", () => {
    const long = "n".repeat(100_000);
    const { queue, stream, change } = start([
      contact(romeo, {
        address: "Romeo@Example.Net",
        name: long,
        groups: ["", " A "],
        ask: true,
        approved: true,
      }),
    ]);
    change(romeo, join("B"));
    queue.resume(stream);
    expect(sentItem(stream)).toEqual({ jid: "Romeo@Example.Net", name: long, groups: ["", " A ", "B"] });
    const item = stream.sent[0]?.getChild("query")?.getChild("item");
    for (const attribute of ["ask", "approved", "subscription"])
      expect(item?.attrs[attribute]).toBeUndefined();
  });

  test("[R2] is one item a set, however many people an edit is about, and few sets at a time", async () => {
    const people = Array.from({ length: 50 }, (_, index) => `friend${index}@example.net` as BareJid);
    const { queue, stream, change, push, model } = start(people.map((bareJid) => contact(bareJid)));
    for (const bareJid of people) change(bareJid, join("Verona"));
    queue.resume(stream);
    const most: number[] = [];
    while (stream.open.length > 0) {
      most.push(stream.open.length);
      const { iq, answer } = stream.next;
      await answer(done);
      push(iq.getChild("query")?.getChild("item")?.attrs["jid"] as BareJid, { groups: ["Verona"] });
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(12);
    expect(model.edits.size).toBe(0);
    expect(stream.sent).toHaveLength(50);
    for (const iq of stream.sent) expect(iq.getChild("query")?.getChildElements()).toHaveLength(1);
    expect(new Set(stream.sent.map((iq) => iq.getChild("query")?.getChild("item")?.attrs["jid"])).size).toBe(
      50,
    );
  });

  test("[R3] edits of one contact keep their order, each on top of what the one before became", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, join("A"));
    change(romeo, join("B"));
    expect(stream.open).toHaveLength(1);
    expect(states()).toEqual(["sending", "waiting"]);
    await stream.next.answer(done);
    expect(stream.open).toHaveLength(0);
    push(romeo, { groups: ["Friends", "A"] });
    expect(sentItem(stream).groups).toEqual(["Friends", "A", "B"]);
  });

  test("[R3] an edit that changes nothing any more is done without a word, and what waits behind it is sent once", async () => {
    const { queue, stream, change, push, model } = start([
      contact(romeo, { groups: ["Friends"] }),
      contact(nurse, { groups: ["Family"] }),
    ]);
    change(romeo, join("Friends"));
    change(nurse, join("Friends"));
    change(nurse, join("Verona"));
    queue.resume(stream);
    expect(stream.sent).toHaveLength(1);
    await stream.next.answer(done);
    push(nurse, { groups: ["Family", "Friends"] });
    expect(sentItem(stream).groups).toEqual(["Family", "Friends", "Verona"]);
    await stream.next.answer(done);
    push(nurse, { groups: ["Family", "Friends", "Verona"] });
    expect(stream.sent).toHaveLength(2);
    expect(model.edits.size).toBe(0);
  });
});

describe("confirmation", () => {
  test("[R7] by the result and then the push", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.answer(done);
    expect(states()).toEqual(["sending"]);
    push(romeo, { name: "R" });
    expect(states()).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states()).toEqual([]);
  });

  test("[R7] by the push and then the result", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    push(romeo, { name: "R" });
    expect(states()).toEqual(["sending"]);
    await stream.next.answer(done);
    expect(states()).toEqual([]);
  });

  test("by the result alone, after a while, where no push comes", async () => {
    const { queue, stream, change, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.answer(done);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(states()).toEqual(["sending"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(states()).toEqual([]);
  });

  test("[R17] by the result alone: the contact is what was accepted at once, and the next edit is computed from it", async () => {
    const { queue, stream, change, model, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    change(romeo, join("Verona"));
    await stream.next.answer(done);
    expect(model.contacts.get(romeo)).toMatchObject({ name: "R", subscription: "both" });
    await vi.advanceTimersByTimeAsync(5_100);
    expect(sentItem(stream)).toEqual({ jid: romeo, name: "R", groups: ["Friends", "Verona"] });
    // No push has ever come, so none is waited for.
    await stream.next.answer(done);
    expect(states()).toEqual([]);
    expect(model.contacts.get(romeo)).toMatchObject({ name: "R", groups: ["Friends", "Verona"] });
  });

  test("[R17] a server that pushes again is waited for again", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.answer(done);
    await vi.advanceTimersByTimeAsync(5_100);
    push(nurse, { name: "Angelica" });
    change(romeo, join("Verona"));
    await stream.next.answer(done);
    expect(states()).toEqual(["sending"]);
  });

  test("[E13] a name that the server accepts and then pushes back unchanged ends with a line that says so", async () => {
    const { queue, stream, change, push, model, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.answer(done);
    push(romeo, { name: "Romeo" });
    expect(states()).toEqual([]);
    const lines = [{ code: "name-differs", values: { name: "R", theirs: "Romeo" }, lost: [] }];
    expect(model.merges.get(romeo)?.lines).toEqual(lines);
  });

  test("[E13] a server that pushes before it answers, and changes nothing, is told of too", async () => {
    const { queue, stream, change, push, model, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    push(romeo, { name: "Romeo" });
    await stream.next.answer(done);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(states()).toEqual([]);
    expect(model.merges.get(romeo)?.lines).toMatchObject([
      { code: "name-differs", values: { name: "R", theirs: "Romeo" } },
    ]);
  });

  test("[E13] a name that the server shortens is told as it is now", async () => {
    const { queue, stream, change, push, model } = start();
    queue.resume(stream);
    change(romeo, rename("Romeo of the Montagues"));
    await stream.next.answer(done);
    push(romeo, { name: "Romeo of" });
    expect(model.merges.get(romeo)?.lines).toMatchObject([{ values: { theirs: "Romeo of" } }]);
  });

  test("[E13] nothing is said of a name that was kept, of one that was not ours, or of another device's push before or after ours", async () => {
    const { queue, stream, change, push, model } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.answer(done);
    push(romeo, { name: "R" });
    push(romeo, { name: "Theirs" });
    change(romeo, join("A"));
    await stream.next.answer(done);
    push(romeo, { name: "Later" });
    change(romeo, rename("R"));
    push(romeo, { name: "Between" });
    await stream.next.answer(done);
    await vi.advanceTimersByTimeAsync(5_100);
    change(romeo, rename("R again"));
    push(romeo, { name: "R again" });
    push(romeo, { name: "After" });
    await stream.next.answer(done);
    await vi.advanceTimersByTimeAsync(5_100);
    const lines = model.merges.get(romeo)?.lines ?? [];
    expect(lines.filter(({ code }) => code === "name-differs")).toEqual([]);
  });

  test("[R17] a refusal accepts nothing", async () => {
    const { queue, stream, change, model } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.refuse("not-allowed");
    expect(model.contacts.get(romeo)?.name).toBe("Romeo");
  });

  test("[R17] [R3] a push before the result counts until the server sends more", async () => {
    const { queue, stream, change, push, model } = start();
    queue.resume(stream);
    change(romeo, leave("Friends"));
    // A server that pushes first and keeps the group to itself.
    push(romeo, { groups: ["Friends", "Team"] });
    await stream.next.answer(done);
    expect(model.contacts.get(romeo)?.groups).toEqual(["Friends", "Team"]);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(model.contacts.get(romeo)?.groups).toEqual(["Friends", "Team"]);
  });

  test("a push about somebody else confirms nothing", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    push(nurse, { name: "Nurse" });
    await stream.next.answer(done);
    push(nurse, { name: "Angelica" });
    expect(states()).toEqual(["sending"]);
  });

  test("an edit in flight when the connection is lost waits, and is sent again", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    queue.suspend();
    stream.fail("connection-lost");
    await settled();
    expect(states()).toEqual(["waiting"]);
    // It had arrived: the list of the next stream shows it.
    push(romeo, { name: "R" });
    const next = new FakeStream();
    queue.resume(next);
    expect(next.sent).toEqual([]);
    expect(states()).toEqual([]);
  });

  test("an edit that was accepted before the connection was lost does not overwrite a later change", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, join("A"));
    await stream.next.answer(done);
    queue.suspend();
    stream.fail("connection-lost");
    await settled();
    push(romeo, { groups: ["Friends"] });
    const next = new FakeStream();
    queue.resume(next);
    expect(next.sent).toEqual([]);
    expect(states()).toEqual([]);
  });

  test("[R3] a change that ours overwrote is restored, also if the connection was lost before our own push", async () => {
    const { queue, stream, change, push, states } = start();
    queue.resume(stream);
    change(romeo, join("A"));
    // The server read theirs first, and then ours, which did not know of it.
    push(romeo, { groups: ["Friends", "Theirs"] });
    await stream.next.answer(done);
    queue.suspend();
    stream.fail("connection-lost");
    await settled();
    push(romeo, { groups: ["Friends", "A"] });
    const next = new FakeStream();
    queue.resume(next);
    expect(sentItem(next).groups).toEqual(["Friends", "A", "Theirs"]);
    expect(states()).toEqual(["sending"]);
  });

  test("nothing is sent without a stream on which the list is known", async () => {
    const { queue, stream, change, states } = start();
    change(romeo, rename("R"));
    expect(states()).toEqual(["waiting"]);
    queue.resume(stream);
    expect(stream.open).toHaveLength(1);
    queue.suspend();
    stream.fail("connection-lost");
    change(romeo, rename("R2"));
    await settled();
    expect(states()).toEqual(["waiting", "waiting"]);
  });
});

describe("refusal", () => {
  test.for([
    "forbidden",
    "bad-request",
    "not-acceptable",
    "not-allowed",
    "no-answer",
    "stanza-error",
  ] as const)("[R13] %s is shown on the contact and can be tried again", async (code) => {
    const { queue, retry, stream, change, model } = start();
    queue.resume(stream);
    change(romeo, join("Verona"));
    await stream.next.refuse(code);
    const [edit] = model.edits.values();
    expect(edit).toMatchObject({ bareJid: romeo, state: "refused", why: { code } });
    const id = edit?.id ?? "";
    retry(id);
    expect(model.edits.get(id)).toMatchObject({ state: "sending", why: null });
    await stream.next.refuse(code);
    expect(model.edits.get(id)).toMatchObject({ state: "refused", why: { code } });
    expect(stream.sent).toHaveLength(2);
  });

  test("[R13] of one edit does not delay the next", async () => {
    const { queue, stream, change, states } = start();
    queue.resume(stream);
    change(romeo, join("A"));
    change(romeo, join("B"));
    await stream.next.refuse("not-acceptable");
    expect(states()).toEqual(["refused", "sending"]);
    expect(sentItem(stream).groups).toEqual(["Friends", "B"]);
  });

  test("[R3] a change of somebody who has gone is refused, adds nobody, and what waits behind it goes on", async () => {
    const { queue, stream, change, push, model, states } = start();
    change(romeo, rename("R"));
    change(romeo, rename("R2"));
    change(nurse, rename("N"));
    push(romeo, "removed");
    queue.resume(stream);
    expect(stream.sent).toEqual([]);
    expect(states()).toEqual(["refused", "refused", "refused"]);
    for (const edit of model.edits.values()) expect(edit.why?.code).toBe("contact-gone");
  });
});

describe("removal", () => {
  test("[R16] is one set with remove, and confirmed by result and push", async () => {
    const { queue, stream, remove, push, states } = start();
    queue.resume(stream);
    remove(romeo);
    expect(stream.sentXml).toEqual([
      `<iq type="set"><query xmlns="jabber:iq:roster"><item jid="${romeo}" subscription="remove"/></query></iq>`,
    ]);
    await stream.next.answer(done);
    push(romeo, "removed");
    expect(states()).toEqual([]);
  });

  test("[R15] of somebody who is not there any more is done, with or without a push", async () => {
    const { queue, stream, remove, states } = start();
    queue.resume(stream);
    remove(romeo);
    await stream.next.refuse("item-not-found");
    expect(states()).toEqual([]);
    expect(stream.sent).toHaveLength(1);
  });

  test("[R17] by the result alone: they are gone at once", async () => {
    const { queue, stream, remove, model } = start();
    queue.resume(stream);
    remove(romeo);
    await stream.next.answer(done);
    expect(model.contacts.has(romeo)).toBe(false);
  });

  test("[R15] [R17] of somebody the server does not know: they are not shown any longer", async () => {
    const { queue, stream, remove, model } = start();
    queue.resume(stream);
    remove(romeo);
    await stream.next.refuse("item-not-found");
    expect(model.contacts.has(romeo)).toBe(false);
  });

  test("[R15] item-not-found means that only for a removal", async () => {
    const { queue, stream, change, states } = start();
    queue.resume(stream);
    change(romeo, rename("R"));
    await stream.next.refuse("item-not-found");
    expect(states()).toEqual(["refused"]);
  });
});

describe("adding", () => {
  const addition = {
    bareJid: nurse,
    address: "Nurse@example.test",
    kind: "add" as const,
    deltas: [rename("Nurse"), join("Home")],
    message: "It is I",
  };

  test("[R3] sends address, name and groups, and they are asked once, when it is confirmed", async () => {
    const { queue, add, asked, stream, push, states } = start();
    queue.resume(stream);
    add(addition);
    expect(sentItem(stream)).toEqual({ jid: "Nurse@example.test", name: "Nurse", groups: ["Home"] });
    await stream.next.answer(done);
    expect(asked).toEqual([]);
    push(nurse, { address: "Nurse@example.test", name: "Nurse", groups: ["Home"] });
    await settled();
    expect(asked).toMatchObject([{ bareJid: nurse }]);
    expect(states()).toEqual([]);
  });

  test("[R3] somebody another device has added meanwhile keeps the groups given there", () => {
    const { queue, add, stream, push } = start();
    add(addition);
    push(nurse, { address: "nurse@example.test", groups: ["Verona"] });
    queue.resume(stream);
    expect(sentItem(stream)).toEqual({
      jid: "nurse@example.test",
      name: "Nurse",
      groups: ["Verona", "Home"],
    });
  });

  test("that they are to be asked is not lost with a connection that ends between result and push", async () => {
    const { queue, add, asked, stream, push, states } = start();
    queue.resume(stream);
    add(addition);
    await stream.next.answer(done);
    queue.suspend();
    stream.fail("connection-lost");
    await settled();
    push(nurse, { address: "Nurse@example.test", name: "Nurse", groups: ["Home"] });
    expect(asked).toEqual([]);
    const online = new FakeStream();
    queue.resume(online);
    await settled();
    expect(asked).toMatchObject([{ bareJid: nurse }]);
    expect(online.sent).toEqual([]);
    expect(states()).toEqual([]);
  });

  test("[R17] is known from the result on, and they are asked where no push comes", async () => {
    const { queue, add, asked, stream, model, states } = start();
    queue.resume(stream);
    add(addition);
    await stream.next.answer(done);
    expect(model.contacts.get(nurse)).toMatchObject({
      name: "Nurse",
      groups: ["Home"],
      subscription: "none",
    });
    await vi.advanceTimersByTimeAsync(5_100);
    expect(asked).toMatchObject([{ bareJid: nurse }]);
    expect(states()).toEqual([]);
  });

  test("nobody is asked whose addition was refused, unless it is tried again and succeeds", async () => {
    const { queue, add, asked, retry, stream, push } = start();
    queue.resume(stream);
    const id = add(addition);
    await stream.next.refuse("not-allowed");
    expect(asked).toEqual([]);
    retry(id);
    push(nurse, { address: "Nurse@example.test", name: "Nurse", groups: ["Home"] });
    await stream.next.answer(done);
    expect(asked).toHaveLength(1);
  });
});
