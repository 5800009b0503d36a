import { describe, expect, test } from "vitest";
import type { Contact } from "../../../../app/contact.ts";
import { itemKey } from "../../../../main/xmpp/roster-item.ts";
import { RosterSync } from "../../../../main/roster/sync.ts";
import { account, contact, createModel, nurse, romeo } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";

/** A list with cached contacts, at work. */
function start(options: { cached?: Contact[]; ver?: string } = {}) {
  const { model, changes } = createModel();
  for (const one of options.cached ?? []) model.putContact(one);
  changes.length = 0;
  const pushes: { before: string | undefined; kind: string }[] = [];
  const stored: { ver: string | undefined; contacts: number }[] = [];
  const sync: RosterSync = new RosterSync(model, options.ver, {
    onChange: () => stored.push({ ver: sync.ver, contacts: model.contacts.size }),
    onPush: (before, push) => pushes.push({ before: before?.name, kind: push.kind }),
  });
  function open(offers: { rosterVersioning?: boolean } = {}) {
    const stream = new FakeStream({ offers });
    stream.onStanza = (iq) => sync.handlePush(iq, stream);
    return { stream, got: sync.get(stream) };
  }
  const names = () => [...model.contacts.values()].map((one) => one.name);
  return { model, changes, sync, pushes, stored, open, names };
}

const item = (jid: string, name: string, more = "") => `<item jid="${jid}" name="${name}" ${more}/>`;
const grouped = (jid: string, group: string) => `<item jid="${jid}"><group>${group}</group></item>`;
const full = (items: string, ver?: string) =>
  `<iq type="result" id="x"><query xmlns="jabber:iq:roster"${ver === undefined ? "" : ` ver="${ver}"`}>${items}</query></iq>`;
const unchanged = `<iq type="result" id="x"/>`;
const push = (items: string, ver?: string, from?: string) =>
  `<iq type="set" id="p1"${from === undefined ? "" : ` from="${from}"`}><query xmlns="jabber:iq:roster"${ver === undefined ? "" : ` ver="${ver}"`}>${items}</query></iq>`;
const askedVersion = (stream: FakeStream) => stream.next.iq.getChild("query")?.attrs["ver"];

const cachedRomeo = contact(romeo, { name: "Romeo" });
const cachedNurse = contact(nurse, { name: "Nurse" });

describe("the version", () => {
  test("[R9] is not sent where versions are not offered, cache or no cache", async () => {
    const { open } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open({ rosterVersioning: false });
    expect(stream.next.iq.getChild("query")?.attrs).not.toHaveProperty("ver", expect.anything());
    expect(askedVersion(stream)).toBeUndefined();
  });

  test("[R9] is empty without a cache, and that of the cache with one", () => {
    expect(askedVersion(start().open().stream)).toBe("");
    expect(askedVersion(start({ cached: [cachedRomeo], ver: "é<7" }).open().stream)).toBe("é<7");
  });

  test("[R9] [R11] is never that of a list without contacts", async () => {
    const { open, sync } = start({ ver: "1" });
    const first = open();
    expect(askedVersion(first.stream)).toBe("");
    await first.stream.next.answer(full("", "1"));
    await first.got;
    expect(sync.ver).toBeUndefined();
    expect(askedVersion(open().stream)).toBe("");
  });

  test("[R9] is that of the latest push", async () => {
    const { open, sync } = start();
    const { stream } = open();
    await stream.next.answer(full(item(romeo, "R"), "1"));
    expect(sync.ver).toBe("1");
    stream.deliver(push(item(romeo, "Romeo"), "2"));
    stream.deliver(push(item(nurse, "Nurse"), "opaque"));
    expect(sync.ver).toBe("opaque");
    expect(askedVersion(open().stream)).toBe("opaque");
  });

  test("[R9] stays what it was when a push carries none", async () => {
    const { open, sync } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open();
    await stream.next.answer(unchanged);
    stream.deliver(push(item(romeo, "R")));
    expect(sync.ver).toBe("7");
  });

  test("[R11] of the first contact's push is kept although the empty list's was not", async () => {
    const { open, sync } = start();
    const { stream } = open();
    await stream.next.answer(full("", "1"));
    stream.deliver(push(item(romeo, "Romeo"), "1"));
    expect(sync.ver).toBe("1");
  });

  test("[R11] of a push that is refused is not taken", async () => {
    const { open, sync, stored } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open();
    await stream.next.answer(unchanged);
    stored.length = 0;
    stream.deliver(push(item(romeo, "R"), "8", "mallory@example.test"));
    stream.deliver(push(`<item name="nobody"/>`, "9"));
    expect(sync.ver).toBe("7");
    expect(stored).toEqual([]);
  });

  test("[R11] of a result without one is none", async () => {
    const { open, sync } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open();
    await stream.next.answer(full(item(romeo, "Romeo")));
    stream.deliver(push(item(romeo, "R"), "8"));
    expect(sync.ver).toBeUndefined();
  });
});

describe("results", () => {
  test("[R10] an empty result leaves the cache as it is", async () => {
    const { open, model, changes, sync } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream, got } = open();
    expect(model.facts.list).toEqual({ state: "unconfirmed" });
    await stream.next.answer(unchanged);
    await got;
    expect(model.facts.list).toEqual({ state: "confirmed" });
    expect(changes).toEqual(["list", "list"]);
    expect(sync.ver).toBe("7");
  });

  test("[R10] a query without items empties the list", async () => {
    const { open, names, model } = start({ cached: [cachedRomeo, cachedNurse], ver: "7" });
    const { stream } = open();
    await stream.next.answer(full("", "8"));
    expect(names()).toEqual([]);
    expect(model.facts.list).toEqual({ state: "confirmed" });
  });

  test("[R11] a full result replaces the list and touches only what differs", async () => {
    const { open, names, changes } = start({ cached: [cachedRomeo, cachedNurse], ver: "7" });
    const { stream } = open();
    changes.length = 0;
    await stream.next.answer(full(item(romeo, "Romeo") + item("paris@example.net", "Paris"), "8"));
    expect(names()).toEqual(["Romeo", "Paris"]);
    expect(changes.filter((change) => change.includes(romeo))).toEqual([]);
    expect(changes).toContain(`contacts ${nurse}`);
  });

  test("[R11] [R19] an item that cannot be parsed is listed, lets the absence of others count, and a version be kept", async () => {
    const odd = "two@signs@example.test";
    const { open, names, sync, model } = start({ cached: [cachedRomeo, cachedNurse], ver: "7" });
    const { stream } = open();
    await stream.next.answer(full(`<note xmlns="urn:x"/><item/>${item(odd, "?")}${item(romeo, "R")}`, "8"));
    expect(names()).toEqual(["R", "?"]);
    expect(sync.ver).toBe("8");
    stream.deliver(push(item(odd, "!"), "9"));
    expect(names()).toEqual(["R", "!"]);
    expect(sync.ver).toBe("9");
    stream.deliver(push(`<item jid="${odd}" subscription="remove"/>`, "10"));
    expect([...model.contacts.keys()]).toEqual([romeo]);
    expect(sync.ver).toBe("10");
  });

  test("[R19] a cached item that cannot be parsed goes when a whole list does not name it", async () => {
    const cached = contact(itemKey("@@"), { address: "@@", name: "?" });
    const { open, names } = start({ cached: [cachedRomeo, cached], ver: "7" });
    await open().stream.next.answer(full(item(romeo, "R"), "8"));
    expect(names()).toEqual(["R"]);
  });

  test("[R11] version and contacts are handed to the cache together, once the contacts are in", async () => {
    const { open, stored } = start();
    const { stream } = open();
    await stream.next.answer(full(item(romeo, "R") + item(nurse, "N"), "3"));
    expect(stored).toEqual([{ ver: "3", contacts: 2 }]);
  });

  test("a full JID beside the bare one is not another person, in a result and in pushes", async () => {
    const { open, names } = start();
    const { stream } = open();
    await stream.next.answer(full(item(`${romeo}/phone`, "Phone") + item(romeo, "Romeo"), "1"));
    stream.deliver(push(item(`${romeo}/phone`, "Phone again"), "2"));
    stream.deliver(push(`<item jid="${romeo}/phone" subscription="remove"/>`, "3"));
    expect(names()).toEqual(["Romeo"]);
    stream.deliver(push(`<item jid="${romeo}" subscription="remove"/>`, "4"));
    expect(names()).toEqual([]);
  });

  test("[R18] one item a group is one contact, and a push about them says all of it", async () => {
    const { open, model, sync } = start();
    const { stream } = open();
    await stream.next.answer(full(grouped(romeo, "A") + grouped(romeo, "B"), "1"));
    expect(model.contacts.get(romeo)?.groups).toEqual(["A", "B"]);
    expect(sync.ver).toBe("1");
    stream.deliver(push(grouped(romeo, "B"), "2"));
    expect(model.contacts.get(romeo)?.groups).toEqual(["B"]);
    expect(sync.ver).toBe("2");
  });

  test("[R18] of several items a push changes the one it is about, and only the last removal removes", async () => {
    const { open, model } = start();
    const { stream } = open();
    const groups = () => model.contacts.get(romeo)?.groups;
    await stream.next.answer(full(grouped(romeo, "A") + grouped(`${romeo}/phone`, "P"), "1"));
    expect(groups()).toEqual(["A", "P"]);
    stream.deliver(push(grouped("Romeo@example.net", "A2"), "2"));
    expect(groups()?.toSorted()).toEqual(["A2", "P"]);
    stream.deliver(push(grouped(`${romeo}/phone`, "P2"), "3"));
    expect(groups()?.toSorted()).toEqual(["A2", "P2"]);
    stream.deliver(push(`<item jid="${romeo}/home" subscription="remove"/>`, "4"));
    stream.deliver(push(`<item jid="${romeo}" subscription="remove"/>`, "5"));
    expect(model.contacts.get(romeo)).toMatchObject({ address: `${romeo}/phone`, groups: ["P2"] });
    stream.deliver(push(`<item jid="${romeo}/phone" subscription="remove"/>`, "6"));
    expect(groups()).toBeUndefined();
  });

  test("[R17] [R18] of several items a set of ours that was taken changes the one it named", async () => {
    const { open, model, sync } = start();
    const { stream } = open();
    await stream.next.answer(full(grouped(romeo, "A") + grouped(`${romeo}/phone`, "P"), "1"));
    sync.accept({ bareJid: romeo, address: romeo }, { name: "R", groups: ["A2", "P"] }, stream);
    expect(model.contacts.get(romeo)).toMatchObject({ name: "R", address: romeo });
    expect(model.contacts.get(romeo)?.groups.toSorted()).toEqual(["A2", "P"]);
    sync.accept({ bareJid: romeo, address: romeo }, null, stream);
    expect(model.contacts.get(romeo)).toMatchObject({ address: `${romeo}/phone`, groups: ["P"] });
    sync.accept({ bareJid: romeo, address: `${romeo}/phone` }, null, stream);
    expect(model.contacts.has(romeo)).toBe(false);
  });

  test("[R11] [R18] no version is kept while the server keeps several items for somebody", async () => {
    const { open, sync } = start();
    const { stream } = open();
    await stream.next.answer(full(grouped(romeo, "A") + grouped(`${romeo}/phone`, "P"), "1"));
    stream.deliver(push(item(nurse, "N"), "2"));
    expect(sync.ver).toBeUndefined();
    const next = open();
    expect(askedVersion(next.stream)).toBe("");
    await next.stream.next.answer(full(grouped(romeo, "A"), "3"));
    expect(sync.ver).toBe("3");
  });

  test("[R11] [R18] a push that tells of another item of somebody leaves no version: the next list is whole", async () => {
    const { open, sync, model } = start();
    const { stream } = open();
    await stream.next.answer(full(grouped(romeo, "A"), "1"));
    stream.deliver(push(grouped(`${romeo}/phone`, "P"), "2"));
    expect(model.contacts.get(romeo)?.groups).toEqual(["A"]);
    expect(sync.ver).toBeUndefined();
    stream.deliver(push(item(nurse, "N"), "3"));
    expect(sync.ver).toBeUndefined();
  });
});

describe("an empty result where no version was named", () => {
  const odd = { cached: [cachedRomeo] };

  test("[R10] is asked about once more, without a version, when we know of contacts", async () => {
    const { open, names, sync, model } = start(odd);
    const { stream, got } = open();
    expect(askedVersion(stream)).toBe("");
    await stream.next.answer(unchanged);
    expect(model.facts.list).toEqual({ state: "unconfirmed" });
    expect(stream.open).toHaveLength(1);
    expect(stream.next.iq.getChild("query")?.attrs["ver"]).toBeUndefined();
    await stream.next.answer(full(item(nurse, "Nurse"), "4"));
    await got;
    expect(names()).toEqual(["Nurse"]);
    expect(sync.ver).toBe("4");
  });

  test("[R10] is asked about no third time", async () => {
    const { open, names, sync, model } = start(odd);
    const { stream, got } = open();
    await stream.next.answer(unchanged);
    await stream.next.answer(unchanged);
    await got;
    expect(stream.open).toHaveLength(0);
    expect(model.facts.list).toEqual({ state: "confirmed" });
    expect(names()).toEqual(["Romeo"]);
    expect(sync.ver).toBeUndefined();
  });

  test("[R10] leads to a second request even after a push, and the push is kept", async () => {
    const { open, names } = start();
    const { stream } = open();
    stream.deliver(push(item(nurse, "New"), "2"));
    await stream.next.answer(unchanged);
    await stream.next.answer(full(item(romeo, "Romeo") + item(nurse, "Old"), "1"));
    expect(names().toSorted()).toEqual(["New", "Romeo"]);
  });

  test.for([
    ["we know of nobody", {}, unchanged],
    ["we named a version", { cached: [cachedRomeo], ver: "7" }, unchanged],
    ["there is a query", odd, full("")],
    ["there is a query of several spaces", odd, full("  ")],
  ] as const)("[R10] is not asked about when %s", async ([, options, answer]) => {
    const { open } = start({ ...options, cached: [...("cached" in options ? options.cached : [])] });
    const { stream, got } = open();
    await stream.next.answer(answer);
    await got;
    expect(stream.open).toHaveLength(0);
  });

  test("[R10] is not asked about where versions are not offered", async () => {
    const { open } = start(odd);
    const { stream, got } = open({ rosterVersioning: false });
    await stream.next.answer(unchanged);
    await got;
    expect(stream.open).toHaveLength(0);
  });

  test("[R10] [R12] the second answer may be a refusal, or never come", async () => {
    for (const code of ["internal-server-error", "connection-lost"] as const) {
      const { open, names, model } = start(odd);
      const { stream, got } = open();
      await stream.next.answer(unchanged);
      await stream.next.refuse(code);
      await got;
      expect(names()).toEqual(["Romeo"]);
      expect(model.facts.list.state).toBe(code === "connection-lost" ? "unconfirmed" : "unavailable");
    }
  });

  test("[R10] is not asked about on a stream that a later one has followed", async () => {
    const { open } = start(odd);
    const first = open();
    const second = open();
    await first.stream.next.answer(unchanged);
    await first.got;
    expect(first.stream.open).toHaveLength(0);
    expect(second.stream.open).toHaveLength(1);
  });
});

describe("pushes before the result", () => {
  test("[R7] are answered at once", () => {
    const { stream } = start().open();
    stream.deliver(push(item(romeo, "R"), "5"));
    expect(stream.sent.at(-1)?.attrs).toMatchObject({ type: "result", id: "p1" });
  });

  test("[R11] override a result that is older than they are", async () => {
    const { open, names, sync } = start({ cached: [cachedRomeo, cachedNurse], ver: "7" });
    const { stream } = open();
    stream.deliver(push(item(romeo, "New name"), "9"));
    stream.deliver(push(`<item jid="${nurse}" subscription="remove"/>`, "10"));
    stream.deliver(push(item("paris@example.net", "Paris"), "11"));
    await stream.next.answer(full(item(romeo, "Romeo") + item(nurse, "Nurse"), "8"));
    expect(names()).toEqual(["New name", "Paris"]);
    expect(sync.ver).toBe("11");
  });

  test("[R10] are kept when the cache is current", async () => {
    const { open, names, sync } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open();
    stream.deliver(push(item(romeo, "R"), "8"));
    await stream.next.answer(unchanged);
    expect(names()).toEqual(["R"]);
    expect(sync.ver).toBe("8");
  });

  test("[R11] lend their version to no list that never came", async () => {
    const { open, names, sync } = start({ cached: [cachedRomeo, cachedNurse], ver: "7" });
    const { stream, got } = open();
    stream.deliver(push(item(romeo, "R"), "9"));
    expect(sync.ver).toBe("7");
    stream.fail("connection-lost");
    await got;
    expect(sync.ver).toBe("7");
    expect(names()).toEqual(["R", "Nurse"]);
  });
});

describe("no list", () => {
  test("[R12] item-not-found says that it is missing, and keeps cache and version", async () => {
    const { open, model, names, sync } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open();
    await stream.next.refuse("item-not-found");
    expect(model.facts.list).toEqual({ state: "missing" });
    expect(names()).toEqual(["Romeo"]);
    expect(sync.ver).toBe("7");
  });

  test("[R12] a push after that means there is one now: it is asked for, and the push is not lost", async () => {
    const { open, model, names } = start({ cached: [cachedNurse], ver: "7" });
    const { stream } = open();
    await stream.next.refuse("item-not-found");
    stream.deliver(push(item(romeo, "Romeo"), "1"));
    expect(stream.open).toHaveLength(1);
    await stream.next.answer(full(item(romeo, "R"), "1"));
    expect(model.facts.list).toEqual({ state: "confirmed" });
    expect(names()).toEqual(["Romeo"]);
  });

  test.for(["service-unavailable", "internal-server-error", "no-answer", "stanza-error"] as const)(
    "[R12] %s keeps the cache on screen, says why, and takes no version from pushes",
    async (code) => {
      const { open, model, names, sync } = start({ cached: [cachedRomeo], ver: "7" });
      const { stream } = open();
      await stream.next.refuse(code);
      expect(model.facts.list).toMatchObject({ state: "unavailable", why: { code } });
      stream.deliver(push(item(nurse, "Nurse"), "9"));
      expect(names()).toEqual(["Romeo", "Nurse"]);
      expect(sync.ver).toBe("7");
    },
  );

  test("[R12] a stream that ended while we asked says nothing about the list", async () => {
    const { open, model, names } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream, got } = open();
    stream.fail("connection-lost");
    await got;
    expect(model.facts.list).toEqual({ state: "unconfirmed" });
    expect(names()).toEqual(["Romeo"]);
  });
});

describe("whose push it is", () => {
  test.for([
    ["another account", "mallory@example.test"],
    ["our own full address", `${account}/kith`],
    ["our domain", "example.test"],
  ])(
    "[R6] [J4] from %s changes nothing, is not passed on, and is answered service-unavailable",
    async ([, from]) => {
      const { open, changes, pushes, stored } = start({ cached: [cachedRomeo], ver: "7" });
      const { stream } = open();
      await stream.next.answer(unchanged);
      changes.length = 0;
      stored.length = 0;
      expect(stream.deliver(push(`<item jid="${romeo}" subscription="remove"/>`, "8", from))).toBe(true);
      await settled();
      expect(changes).toEqual([]);
      expect(pushes).toEqual([]);
      expect(stored).toEqual([]);
      expect(stream.sentXml.at(-1)).toContain("service-unavailable");
      expect(stream.sent.at(-1)?.attrs).toMatchObject({ type: "error", id: "p1", to: from });
    },
  );

  test("[R6] two items, or none, of our own server are answered bad-request and change nothing", () => {
    const { open, changes } = start();
    const { stream } = open();
    changes.length = 0;
    for (const items of ["", item(romeo, "R") + item(nurse, "N")]) {
      expect(stream.deliver(push(items))).toBe(true);
      expect(stream.sentXml.at(-1)).toContain("bad-request");
    }
    expect(changes).toEqual([]);
  });

  test("what is no push is left to others, unanswered", () => {
    const { stream } = start().open();
    const before = stream.sent.length;
    expect(stream.deliver(`<iq type="get" id="1"><query xmlns="jabber:iq:version"/></iq>`)).toBe(false);
    expect(stream.sent).toHaveLength(before);
  });

  test("[R7] each push that counts is answered once, with its own id, and passed on with what was before", async () => {
    const { open, pushes } = start({ cached: [cachedRomeo], ver: "7" });
    const { stream } = open();
    await stream.next.answer(unchanged);
    stream.deliver(push(item(romeo, "R")));
    stream.deliver(push(`<item jid="${romeo}" subscription="remove"/>`));
    stream.deliver(push(`<item jid="${romeo}" subscription="remove"/>`));
    expect(stream.sent.filter((stanza) => stanza.attrs["type"] === "result")).toHaveLength(3);
    expect(pushes).toEqual([
      { before: "Romeo", kind: "update" },
      { before: "R", kind: "remove" },
      { before: undefined, kind: "remove" },
    ]);
  });
});

describe("what a set was accepted for", () => {
  async function online(cached: Contact[] = [cachedRomeo, cachedNurse]) {
    const ground = start({ cached, ver: "7" });
    const { stream, got } = ground.open();
    await stream.next.answer(unchanged);
    await got;
    return { ...ground, stream };
  }
  const romeoNow = (model: Awaited<ReturnType<typeof online>>["model"]) => model.contacts.get(romeo);

  test("[R17] becomes the contact, whose subscription stays", async () => {
    const asked = contact(romeo, { name: "Romeo", subscription: "both", ask: true, approved: true });
    const { model, sync, stream } = await online([asked]);
    sync.accept(asked, { name: "Mo", groups: ["A"] }, stream);
    expect(romeoNow(model)).toEqual({ ...asked, name: "Mo", groups: ["A"] });
  });

  test("[R17] somebody added begins without a subscription, and somebody removed is gone", async () => {
    const { model, sync, stream } = await online([cachedNurse]);
    sync.accept({ bareJid: romeo, address: "Romeo@example.net" }, { name: "Mo", groups: [] }, stream);
    expect(romeoNow(model)).toEqual(contact(romeo, { address: "Romeo@example.net", name: "Mo" }));
    sync.accept({ bareJid: romeo, address: romeo }, null, stream);
    expect([...model.contacts.keys()]).toEqual([nurse]);
  });

  test("[R9] [R11] [R17] no version covers it until it is pushed, however many others are", async () => {
    const { sync, stored, stream, open } = await online();
    sync.accept(cachedRomeo, { name: "Mo", groups: [] }, stream);
    stream.deliver(push(item(nurse, "Angelica"), "9"));
    expect(stored.at(-1)).toEqual({ ver: undefined, contacts: 2 });
    expect(askedVersion(open().stream)).toBe("");
    const later = await online();
    later.sync.accept(cachedRomeo, { name: "Mo", groups: [] }, later.stream);
    later.stream.deliver(push(item(romeo, "Mo"), "8"));
    expect(later.stored.at(-1)).toEqual({ ver: "8", contacts: 2 });
  });

  test("[R11] [R17] a removal that was not pushed leaves no version either; a whole list has one again", async () => {
    const { sync, stream, open } = await online();
    sync.accept(cachedRomeo, null, stream);
    expect(sync.ver).toBeUndefined();
    const next = open();
    await next.stream.next.answer(full(item(nurse, "Nurse"), "8"));
    await next.got;
    expect(sync.ver).toBe("8");
  });

  test("[R17] a push that follows is the newer word", async () => {
    const { model, sync, stream } = await online();
    sync.accept(cachedRomeo, { name: "Mo", groups: [] }, stream);
    stream.deliver(push(item(romeo, "Put back by the server"), "8"));
    expect(romeoNow(model)?.name).toBe("Put back by the server");
  });

  test("[R12] [R17] where there was no list, there is one now: it is asked for", async () => {
    const { sync, open } = start();
    const { stream, got } = open();
    await stream.next.refuse("item-not-found");
    await got;
    sync.accept({ bareJid: romeo, address: romeo }, { name: "Mo", groups: [] }, stream);
    expect(stream.open).toHaveLength(1);
  });
});
