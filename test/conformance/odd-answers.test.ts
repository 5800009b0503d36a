import { afterAll, beforeAll, expect, test } from "vitest";
import type { BareJid } from "../../app/jid.ts";
import { startProsody } from "../servers/prosody.ts";
import type { TestServer } from "../servers/test-server.ts";
import { confirmed, keepOpen, otherDevice, signedIn } from "../support/people.ts";

/* Answers that no healthy server gives, from our own modules in a real server. */
let server: TestServer;
beforeAll(async () => {
  server = await startProsody({ modules: ["kith_roster_refusals", "kith_odd_push", "kith_set_refusals"] });
});
afterAll(() => server.stop());

const romeo = "romeo@example.test" as BareJid;

test("[R12] missing account: no list is on the server, it says so, and the session stays", async () => {
  const { kith } = await signedIn(server, [], "missing");
  const state = await kith.until((one) => one.list.state === "missing");
  expect(state.session.state).toBe("online");
});

test("[R12] a server error to the get keeps the session and the cache on screen", async () => {
  const { kith } = await signedIn(server, [], "broken");
  const state = await kith.until((one) => one.list.state === "unavailable");
  expect(state).toMatchObject({
    session: { state: "online" },
    list: { why: { code: "internal-server-error" } },
  });
});

test("[R11] [R19] an invalid address is a contact, an item without an address is ignored, and absent contacts are removed", async () => {
  const seed = (name: string) => ({
    jid: `${name.toLowerCase()}@example.test`,
    name,
    subscription: "none" as const,
  });
  const { kith, user } = await signedIn(server, [seed("Romeo"), seed("Paris")], "brokenitem");
  const { contacts } = await confirmed(kith);
  expect(contacts.map((contact) => contact.name).toSorted()).toEqual(["Nobody", "Paris", "Romeo"]);
  expect(contacts.find(({ name }) => name === "Nobody")?.address).toBe("not valid@@");
  await kith.kith.close();
  await server.seedRoster(user, [seed("Romeo")]);
  const again = await kith.restart();
  keepOpen(again);
  expect(await again.signIn()).toMatchObject({ ok: true });
  const later = await confirmed(again);
  expect(later.contacts.map((contact) => contact.name).toSorted()).toEqual(["Nobody", "Romeo"]);
});

test("[R10] after an empty result without a version, the list is requested again", async () => {
  // With two items for one person no version is stored, so the second sign-in sends none.
  const romeos = ["", "/phone"].map((resource) => ({
    jid: `romeo@example.test${resource}`,
    name: `Romeo${resource}`,
    subscription: "none" as const,
  }));
  const { kith, user } = await signedIn(server, romeos, "forgetful");
  expect((await confirmed(kith)).contacts).toMatchObject([{ name: "Romeo" }]);
  await kith.kith.close();
  await server.seedRoster(user, [{ jid: "paris@example.test", name: "Paris", subscription: "none" }]);
  const again = await kith.restart();
  keepOpen(again);
  expect(await again.signIn()).toMatchObject({ ok: true });
  expect((await confirmed(again)).contacts).toMatchObject([{ name: "Paris" }]);
});

test("[R7] push: a good one is answered with an empty result carrying the same id", async () => {
  const { kith, user } = await signedIn(server);
  await confirmed(kith);
  const device = await otherDevice(server, user, false);
  await device.ask("set", `<push xmlns="urn:kith:test" items="1"/>`);
  // The module returns only the answer to its own push.
  const handedBack = await device.waitFor(
    (stanza) => stanza.getChild("answer", "urn:kith:test") !== undefined,
  );
  const answer = handedBack.getChild("answer")?.getChild("iq");
  expect(answer?.attrs["type"]).toBe("result");
  expect(answer?.getChildElements()).toEqual([]);
  await kith.until((state) => state.contacts[0]?.bareJid === "odd0@example.test");
});

test.for([0, 2])("[R6] a push with %i items changes nothing and is answered bad-request", async (count) => {
  const { kith, user } = await signedIn(server);
  await confirmed(kith);
  const device = await otherDevice(server, user, false);
  await device.ask("set", `<push xmlns="urn:kith:test" items="${count}"/>`);
  const answer = await device.waitFor((stanza) => stanza.getChild("answer", "urn:kith:test") !== undefined);
  expect(String(answer)).toContain("bad-request");
  expect((await kith.state()).contacts).toEqual([]);
});

test.for([
  ["refused", "not-allowed"],
  ["forbidden", "forbidden"],
])(
  "[R13] a set refused to %s is shown on the contact with its reason, and can be retried",
  async ([prefix = "", code]) => {
    const { kith } = await signedIn(
      server,
      [{ jid: romeo, name: "Romeo", groups: ["A"], subscription: "none" }],
      prefix,
    );
    await confirmed(kith);
    await kith.call("editContact", {
      account: kith.account,
      contact: romeo,
      deltas: [{ do: "join", group: "B" }],
    });
    const { edits, contacts } = await kith.until((state) => state.edits[0]?.state === "refused");
    expect(edits[0]).toMatchObject({ why: { code }, deltas: [{ do: "join", group: "B" }] });
    expect(contacts[0]?.groups).toEqual(["A"]);
    // Another edit of the same contact goes through, and after it the first can be tried again or given up.
    await kith.call("editContact", {
      account: kith.account,
      contact: romeo,
      deltas: [{ do: "rename", name: "please" }],
    });
    await kith.until((state) => state.contacts[0]?.name === "please");
    await kith.call("retryEdit", { account: kith.account, edit: edits[0]?.id ?? "" });
    const done = await kith.until((state) => state.edits.length === 0);
    expect(done.contacts[0]?.groups.toSorted()).toEqual(["A", "B"]);
  },
);
