import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import fc from "fast-check";
import type { Contact } from "../../../../app/contact.ts";
import type { BareJid } from "../../../../app/jid.ts";
import type { Result } from "../../../../app/result.ts";
import { subscriptionActs } from "../../../../app/subscription.ts";
import { Subscriptions } from "../../../../main/roster/subscriptions.ts";
import { itemKey } from "../../../../main/xmpp/roster-item.ts";
import { readPresence } from "../../../../main/xmpp/presence.ts";
import { account, contact, createModel, romeo } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const done = `<iq type="result" id="x"/>`;

function start(contacts: Contact[] = [], offers: Partial<FakeStream["offers"]> = {}) {
  const { model, changes } = createModel();
  for (const one of contacts) model.putContact(one);
  changes.length = 0;
  const subscriptions = new Subscriptions(model);
  const stream = new FakeStream({ offers });
  const hear = (type: string, content = "", from: string = romeo, id = "theirs1") => {
    const fact = readPresence(
      parseStanza(`<presence type="${type}" from="${from}" id="${id}">${content}</presence>`),
      ["en"],
    );
    if (fact === undefined || fact.kind === "available" || fact.kind === "unavailable") throw new Error(type);
    subscriptions.handlePresence(fact);
  };
  const push = (more: Partial<Contact>) => {
    const before = model.contacts.get(romeo);
    const now = { ...(before ?? contact(romeo)), ...more };
    model.putContact(now);
    subscriptions.handlePush(before, now);
  };
  const sentTypes = () =>
    stream.sent.filter((one) => one.name === "presence").map((one) => one.attrs["type"]);
  return { model, changes, subscriptions, stream, hear, push, sentTypes };
}

/** Accepts, with a server that answers the round trip; `outcome` is undefined while it is open. */
async function accept({ subscriptions, stream }: ReturnType<typeof start>) {
  const run: { outcome: Result<null> | undefined } = { outcome: undefined };
  void subscriptions.accept(stream, romeo).then((result) => {
    run.outcome = result;
  });
  await settled();
  await stream.next.answer(done);
  return run;
}

const error = (condition: string) =>
  `<error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;

test.for(subscriptionActs)(
  "[P2] [R19] %s is sent to no unreadable address, and not to ourselves",
  async (act) => {
    const odd = contact(itemKey("romeo@@example.net"), {
      address: "romeo@@example.net",
      subscription: "both",
    });
    const { subscriptions, stream } = start([odd, contact(account)]);
    expect(await subscriptions.act(stream, odd, act, "")).toMatchObject({
      ok: false,
      failure: { code: "address-invalid" },
    });
    expect(await subscriptions.act(stream, contact(account), act, "")).toMatchObject({
      ok: false,
      failure: { code: "address-own" },
    });
    expect(stream.sent).toEqual([]);
  },
);

describe("a request", () => {
  test("[S2] [S3] waits beside the list: no contact, no answer, even from somebody we see", () => {
    for (const contacts of [[], [contact(romeo, { subscription: "to" as const })]]) {
      const { model, changes, stream, hear } = start(contacts);
      hear("subscribe", "<status>It is me</status>");
      expect(model.requests.get(romeo)).toMatchObject({
        address: romeo,
        message: "It is me",
        isDeferred: false,
      });
      expect(changes).toEqual([`requests ${romeo}`]);
      expect(stream.sent).toEqual([]);
    }
  });

  test("[S4] is repeated: one request per address, with the latest text, and still postponed if it was", () => {
    const { model, hear, subscriptions } = start();
    hear("subscribe", "<status>one</status>");
    subscriptions.defer(romeo);
    hear("subscribe", "<status>two</status>", "Romeo@EXAMPLE.net/orchard");
    expect([...model.requests.values()]).toMatchObject([
      { bareJid: romeo, address: "Romeo@EXAMPLE.net", message: "two", isDeferred: true },
    ]);
  });

  test("[J2] of somebody who calls himself like a contact is known by the address", () => {
    const { model, hear } = start([contact(romeo, { name: "Romeo" })]);
    hear("subscribe", `<nick xmlns="http://jabber.org/protocol/nick">Romeo</nick>`, "romeo@examp1e.net");
    expect([...model.requests.values()]).toMatchObject([{ bareJid: "romeo@examp1e.net", nickname: "Romeo" }]);
    expect(model.contacts.get(romeo)).toEqual(contact(romeo, { name: "Romeo" }));
  });

  test("[S4] of somebody who sees us already is the server's to answer", () => {
    for (const subscription of ["from", "both"] as const) {
      const { model, hear } = start([contact(romeo, { subscription })]);
      hear("subscribe");
      expect(model.requests.size).toBe(0);
    }
  });

  test("[S5] closes when they withdraw it", () => {
    const { model, hear } = start();
    hear("subscribe");
    hear("unsubscribe", "", `${romeo}/orchard`);
    expect(model.requests.size).toBe(0);
  });

  test("[S5] closes when a push shows that another device accepted, and only then", () => {
    const { model, hear, push } = start();
    hear("subscribe");
    push({ subscription: "none", ask: true });
    push({ subscription: "to" });
    expect(model.requests.size).toBe(1);
    push({ subscription: "both" });
    expect(model.requests.size).toBe(0);
  });

  test("[S5] closes when the list of a new stream shows that another device accepted meanwhile", () => {
    const { model, hear, subscriptions } = start();
    hear("subscribe");
    hear("subscribe", "", "paris@example.net");
    model.putContact(contact(romeo, { subscription: "from" }));
    model.putContact(contact("paris@example.net" as BareJid, { subscription: "to" }));
    subscriptions.handleList();
    expect([...model.requests.keys()]).toEqual(["paris@example.net"]);
  });
});

describe("accepting", () => {
  test("[S1] [S5] sends `subscribed` to the bare address with an id of our own, and closes with the push", async () => {
    const one = start();
    one.hear("subscribe", "", `${romeo}/orchard`);
    const run = await accept(one);
    const [sent] = one.stream.sent;
    expect(sent?.attrs).toMatchObject({ type: "subscribed", to: romeo });
    expect(sent?.attrs["id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(run.outcome).toBeUndefined();
    one.push({ subscription: "from" });
    await settled();
    expect(run.outcome).toEqual({ ok: true, value: null });
    expect(one.model.requests.size).toBe(0);
    expect(one.sentTypes()).toEqual(["subscribed"]);
  });

  test("[S5] too late, it says so and approves nobody in advance", async () => {
    const one = start([], { preApproval: true });
    one.hear("subscribe");
    const run = await accept(one);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(run.outcome).toMatchObject({ ok: false, failure: { code: "request-stale" } });
    expect(one.sentTypes()).toEqual(["subscribed", "unsubscribed"]);
    expect(one.model.requests.size).toBe(0);
  });

  test("[S5] [S8] too late on a server without pre-approval, it revokes nothing", async () => {
    const one = start();
    one.hear("subscribe");
    const run = await accept(one);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(run.outcome).toMatchObject({ ok: false, failure: { code: "request-stale" } });
    expect(one.sentTypes()).toEqual(["subscribed"]);
  });

  test("[S5] [S8] somebody who was approved in advance stays so", async () => {
    const one = start([contact(romeo, { approved: true })], { preApproval: true });
    one.hear("subscribe");
    await accept(one);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(one.sentTypes()).toEqual(["subscribed"]);
  });

  test("[S5] [S8] somebody who sees us already is never shut out by it", async () => {
    const one = start([], { preApproval: true });
    one.hear("subscribe");
    one.model.putContact(contact(romeo, { subscription: "from" }));
    const result = await one.subscriptions.accept(one.stream, romeo);
    expect(result).toEqual({ ok: true, value: null });
    expect(one.stream.sent).toEqual([]);
    expect(one.model.requests.size).toBe(0);
  });

  test("[S5] [S8] twice at once counts once: the new approval is not revoked", async () => {
    const one = start([], { preApproval: true });
    one.hear("subscribe");
    const first = one.subscriptions.accept(one.stream, romeo);
    const second = one.subscriptions.accept(one.stream, romeo);
    await settled();
    while (one.stream.open.length > 0) await one.stream.next.answer(done);
    one.push({ subscription: "from" });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await Promise.all([first, second])).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(one.sentTypes()).toEqual(["subscribed"]);
  });

  test("[S5] too late, a contact that the person adds meanwhile is not removed with it", async () => {
    const one = start([], { preApproval: true });
    one.hear("subscribe");
    await accept(one);
    one.push({ name: "Romeo", groups: ["Friends"], subscription: "none", ask: true });
    await vi.advanceTimersByTimeAsync(6_000);
    while (one.stream.open.length > 0) await one.stream.next.answer(done);
    expect(one.stream.sentXml.filter((stanza) => stanza.includes("remove"))).toEqual([]);
  });

  test("on a stream that ends, the request stays", async () => {
    const one = start();
    one.hear("subscribe");
    const result = one.subscriptions.accept(one.stream, romeo);
    await settled();
    one.stream.fail("connection-lost");
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await result).toMatchObject({ ok: false, failure: { code: "connection-lost" } });
    expect(one.model.requests.size).toBe(1);
  });
});

describe("denying", () => {
  test("[S1] [S8] sends `unsubscribed` once, to the bare address", async () => {
    const one = start();
    one.hear("subscribe", "", `${romeo}/orchard`);
    expect(await one.subscriptions.deny(one.stream, romeo)).toEqual({ ok: true, value: null });
    expect(await one.subscriptions.deny(one.stream, romeo)).toMatchObject({
      failure: { code: "unknown-request" },
    });
    expect(one.sentTypes()).toEqual(["unsubscribed"]);
    expect(one.stream.sent[0]?.attrs).toMatchObject({ to: romeo });
    expect(one.stream.sent[0]?.attrs["id"]).not.toBe("theirs1");
  });

  test("[S8] somebody who has not asked can be neither accepted, denied nor postponed", async () => {
    const { subscriptions, stream } = start([contact(romeo, { subscription: "from" })]);
    expect(await subscriptions.accept(stream, romeo)).toMatchObject({ failure: { code: "unknown-request" } });
    expect(await subscriptions.deny(stream, romeo)).toMatchObject({ failure: { code: "unknown-request" } });
    expect(subscriptions.defer(romeo)).toMatchObject({ failure: { code: "unknown-request" } });
    expect(stream.sent).toEqual([]);
  });
});

describe("asking", () => {
  test("[S8] not sharing with somebody whose request waits denies it, once", async () => {
    const { subscriptions, stream, model, hear } = start([contact(romeo, { subscription: "to" })]);
    hear("subscribe");
    await subscriptions.act(stream, contact(romeo, { subscription: "to" }), "stop-sharing", "");
    expect(model.requests.size).toBe(0);
    expect(await subscriptions.deny(stream, romeo)).toMatchObject({ failure: { code: "unknown-request" } });
    expect(stream.sent.map((stanza) => stanza.attrs["type"])).toEqual(["unsubscribed"]);
  });

  test("[S1] goes to the bare address in the server's spelling, with a new id each time", async () => {
    const full = contact(romeo, { address: "Romeo@Example.net/phone" });
    const { subscriptions, stream } = start([full]);
    for (const act of ["ask", "withdraw", "stop-seeing", "stop-sharing", "ask"] as const) {
      await subscriptions.act(stream, full, act, "");
    }
    await subscriptions.act(stream, contact(romeo, { address: "Romeo@Example.net" }), "ask", "Please");
    expect(stream.sent.map((stanza) => stanza.attrs["type"])).toEqual([
      "subscribe",
      "unsubscribe",
      "unsubscribe",
      "unsubscribed",
      "subscribe",
      "subscribe",
    ]);
    expect(stream.sent.slice(0, 5).every((stanza) => stanza.attrs["to"] === romeo)).toBe(true);
    expect(stream.sent[5]?.attrs["to"]).toBe("Romeo@Example.net");
    expect(stream.sent[5]?.getChildText("status")).toBe("Please");
    expect(new Set(stream.sent.map((stanza) => stanza.attrs["id"])).size).toBe(6);
  });

  test.for(["remote-server-not-found", "remote-server-timeout", "forbidden"])(
    "[S6] %s is shown on the contact until they are asked again",
    async (condition) => {
      const known = contact(romeo);
      const { subscriptions, stream, model, hear } = start([known]);
      await subscriptions.act(stream, known, "ask", "");
      hear("error", error(condition), romeo, stream.sent[0]?.attrs["id"]);
      expect(model.troubles.get(romeo)).toMatchObject({ why: { code: condition } });
      await subscriptions.act(stream, known, "ask", "");
      expect(model.troubles.size).toBe(0);
    },
  );

  test("[S6] an error that answers nothing of ours, or is about nobody on the list, is no trouble", async () => {
    const known = contact(romeo);
    const { subscriptions, stream, model, hear } = start([known]);
    hear("error", error("forbidden"), romeo, "forged");
    await subscriptions.act(stream, known, "ask", "");
    hear("error", error("forbidden"), romeo, "forged");
    hear("error", error("forbidden"), "mallory@example.net", stream.sent[0]?.attrs["id"]);
    expect(model.troubles.size).toBe(0);
  });

  test("[P10] errors that say nothing about their server, or are about nobody on the list, are no trouble", () => {
    const { model, hear } = start([contact(romeo, { subscription: "both" })]);
    for (const condition of [
      "forbidden",
      "item-not-found",
      "service-unavailable",
      "gone",
      "no-such-condition",
    ])
      hear("error", error(condition));
    hear("error", "");
    for (const from of ["mallory@example.net", "example.test", model.account])
      hear("error", error("remote-server-not-found"), from);
    expect(model.troubles.size).toBe(0);
  });

  test.for(["remote-server-not-found", "remote-server-timeout"])(
    "[P10] after %s their server cannot be reached, and what was last heard of them is old",
    (condition) => {
      const { model, subscriptions, hear, push, changes } = start([contact(romeo, { subscription: "both" })]);
      model.putPresence(romeo, { resource: "orchard", show: "available", status: "", priority: 0 });
      hear("error", error(condition), `${romeo}/orchard`);
      expect(model.troubles.get(romeo)).toEqual({ bareJid: romeo, why: "unreachable" });
      expect(model.resourcesOf(romeo)).toEqual([]);
      changes.length = 0;
      for (let repeated = 0; repeated < 100; repeated += 1) hear("error", error(condition));
      expect(changes).toEqual([]);
      push({ name: "Romeo M." });
      expect(model.troubles.size).toBe(1);
      subscriptions.handleReached(romeo);
      expect(model.troubles.size).toBe(0);
    },
  );

  test("[P10] another trouble is neither covered nor cleared by it", () => {
    const { model, subscriptions, hear } = start([contact(romeo)]);
    model.put("troubles", { bareJid: romeo, why: "denied" });
    hear("error", error("remote-server-timeout"));
    subscriptions.handleReached(romeo);
    subscriptions.forgetUnreachable();
    expect(model.troubles.get(romeo)?.why).toBe("denied");
  });

  test("[S6] a refusal is shown on the contact, whether the push comes before or after it", () => {
    for (const isPushFirst of [true, false]) {
      const { model, hear, push } = start([contact(romeo, { ask: true })]);
      if (isPushFirst) push({ ask: false });
      hear("unsubscribed");
      if (!isPushFirst) push({ ask: false });
      expect(model.troubles.get(romeo)).toEqual({ bareJid: romeo, why: "denied" });
    }
  });

  test("[S6] what we gave up ourselves is no refusal", async () => {
    const known = contact(romeo, { subscription: "to" });
    const { subscriptions, stream, model, hear, push } = start([known]);
    await subscriptions.act(stream, known, "stop-seeing", "");
    push({ subscription: "none" });
    hear("unsubscribed");
    expect(model.troubles.size).toBe(0);
  });

  test("[S6] trouble goes when a push shows that they accepted", () => {
    const { model, hear, push } = start([contact(romeo, { ask: true })]);
    hear("unsubscribed");
    push({ subscription: "to", ask: false });
    expect(model.troubles.size).toBe(0);
  });

  test("[S9] once we stop seeing somebody, their presence is void at once", async () => {
    for (const act of ["stop-seeing", "withdraw"] as const) {
      const known = contact(romeo, { subscription: "both" });
      const { subscriptions, stream, model } = start([known]);
      model.putPresence(romeo, { resource: "a", show: "chat", status: "", priority: 0 });
      void subscriptions.act(stream, known, act, "");
      expect(model.resourcesOf(romeo)).toEqual([]);
    }
  });
});

test("[P3] nothing a person can do about a contact sends a probe, or presence without one of the four words", async () => {
  const one = start([contact(romeo, { subscription: "both" })]);
  one.hear("subscribe", "", "paris@example.net");
  for (const act of subscriptionActs) void one.subscriptions.act(one.stream, contact(romeo), act, "");
  void one.subscriptions.accept(one.stream, "paris@example.net" as BareJid);
  void one.subscriptions.deny(one.stream, "paris@example.net" as BareJid);
  await settled();
  expect(one.sentTypes()).toHaveLength(6);
  for (const type of one.sentTypes())
    expect(["subscribe", "subscribed", "unsubscribe", "unsubscribed"]).toContain(type);
});

describe("out of the blue", () => {
  test("[S7] `subscribed` and `unsubscribed` change nothing of somebody we do not see and did not ask", () => {
    for (const contacts of [[], [contact(romeo)], [contact(romeo, { subscription: "from" as const })]]) {
      const { changes, stream, hear } = start(contacts);
      hear("subscribed");
      hear("unsubscribed");
      hear("unsubscribe");
      expect(changes).toEqual([]);
      expect(stream.sent).toEqual([]);
    }
  });

  test("[S7] the subscription state is never read from a presence stanza", () => {
    const before = contact(romeo, { subscription: "both", ask: false });
    const { model, hear } = start([before]);
    for (const type of ["subscribe", "subscribed", "unsubscribe", "unsubscribed"]) hear(type);
    expect(model.contacts.get(romeo)).toBe(before);
  });

  test("[J4] nothing a stranger says, in whatever order, touches the list or sends anything", () => {
    const saying = fc.record({
      type: fc.constantFrom("subscribe", "subscribed", "unsubscribe", "unsubscribed", "error"),
      from: fc.constantFrom(
        "mallory@evil.example",
        "mallory@evil.example/x",
        "Romeo@evil.example",
        "evil.example",
      ),
    });
    fc.assert(
      fc.property(fc.array(saying), (sayings) => {
        const { model, stream, hear } = start([contact(romeo, { subscription: "both" })]);
        for (const { type, from } of sayings) hear(type, error("forbidden"), from);
        expect([...model.contacts.values()]).toEqual([contact(romeo, { subscription: "both" })]);
        expect(model.troubles.size).toBe(0);
        expect(stream.sent).toEqual([]);
      }),
    );
  });

  test("our own account asks nothing of itself", () => {
    const { changes, hear } = start();
    hear("subscribe", "", "Juliet@example.test/other");
    expect(changes).toEqual([]);
  });
});
