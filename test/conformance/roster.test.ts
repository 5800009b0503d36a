import { expect, test } from "vitest";
import type { BareJid } from "../../app/jid.ts";
import {
  confirmed,
  fullJidOf,
  keepOpen,
  otherDevice,
  sendMessage,
  signedIn,
  watcher,
} from "../support/people.ts";
import { kithClient } from "../support/kith-client.ts";
import { plainClient } from "../servers/plain-client.ts";
import { onEveryServer } from "./on-every-server.ts";

const romeo = "romeo@example.test" as BareJid;

onEveryServer("the roster", ({ server, newAccount }) => {
  test("[R1] roster get: after binding, Kith requests the list, and only then sends presence", async () => {
    const { kith, user } = await signedIn(server(), [
      { jid: "romeo@example.test", name: "Romeo", groups: ["Friends", "Verona"], subscription: "both" },
      { jid: "paris@example.test", subscription: "none", ask: true },
      { jid: "nurse@example.test", name: "Nurse", subscription: "to" },
    ]);
    const { contacts } = await confirmed(kith);
    expect(contacts.toSorted((a, b) => (a.bareJid < b.bareJid ? -1 : 1))).toEqual([
      expect.objectContaining({
        bareJid: "nurse@example.test",
        name: "Nurse",
        groups: [],
        subscription: "to",
        ask: false,
      }),
      expect.objectContaining({ bareJid: "paris@example.test", name: "", subscription: "none", ask: true }),
      expect.objectContaining({
        bareJid: romeo,
        name: "Romeo",
        subscription: "both",
        ask: false,
        approved: false,
      }),
    ]);
    expect(contacts.find((contact) => contact.bareJid === romeo)?.groups.toSorted()).toEqual([
      "Friends",
      "Verona",
    ]);
    // A second device hears our presence only once we have sent it, and pushes reach us only after both.
    const device = await otherDevice(server(), user);
    await device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="romeo@example.test" name="R"/></query>`,
    );
    await kith.until((state) => state.contacts.some((contact) => contact.name === "R"));
  });

  test("[R3] set: an update of one item carries the name and all groups, from the newest copy known", async () => {
    const { kith, user } = await signedIn(server(), [
      { jid: romeo, name: "Romeo", groups: ["Friends", "Verona"], subscription: "both" },
    ]);
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    expect(
      await kith.call("editContact", {
        account: kith.account,
        contact: romeo,
        deltas: [
          { do: "leave", group: "Friends" },
          { do: "join", group: "Family" },
        ],
      }),
    ).toMatchObject({ ok: true });
    const push = await device.waitFor((stanza) => stanza.attrs["type"] === "set");
    const item = push.getChild("query")?.getChild("item");
    expect(item?.attrs["name"]).toBe("Romeo");
    expect(
      item
        ?.getChildren("group")
        .map((group) => group.getText())
        .toSorted(),
    ).toEqual(["Family", "Verona"]);
    await kith.until(
      (state) => state.edits.length === 0 && state.contacts[0]?.groups.includes("Family") === true,
    );
  });

  test("[R3] an edit that meets another device's edit loses neither", async () => {
    const { kith, user } = await signedIn(server(), [
      { jid: romeo, name: "Romeo", groups: ["A"], subscription: "both" },
    ]);
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    await device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="${romeo}" name="Montague"><group>A</group><group>B</group></item></query>`,
    );
    await kith.until((state) => state.contacts[0]?.name === "Montague");
    await kith.call("editContact", {
      account: kith.account,
      contact: romeo,
      deltas: [{ do: "join", group: "C" }],
    });
    const state = await kith.until(
      (one) => one.edits.length === 0 && one.contacts[0]?.groups.includes("C") === true,
    );
    expect(state.contacts[0]).toMatchObject({ name: "Montague" });
    expect(state.contacts[0]?.groups.toSorted()).toEqual(["A", "B", "C"]);
  });

  test("[R2] set: a new contact with name and groups is on the server, and is asked for their status", async () => {
    const { kith, user } = await signedIn(server());
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    expect(
      await kith.call("addContact", {
        account: kith.account,
        address: " Tybalt@Example.TEST ",
        name: "  Prince  of Cats ",
        groups: ["Capulet", " Capulet ", "", "Foes"],
        message: "Good morrow",
        ask: true,
      }),
    ).toMatchObject({ ok: true });
    const state = await kith.until((one) => one.edits.length === 0 && one.contacts[0]?.ask === true);
    expect(state.contacts[0]).toMatchObject({ address: "tybalt@example.test", name: "Prince of Cats" });
    const roster = await device.ask("get", `<query xmlns="jabber:iq:roster"/>`);
    const item = roster.getChild("query")?.getChild("item");
    expect(item?.attrs["ask"]).toBe("subscribe");
    expect(
      item
        ?.getChildren("group")
        .map((group) => group.getText())
        .toSorted(),
    ).toEqual(["Capulet", "Foes"]);
  });

  test("[R14] an edit that removes the name and the last group leaves neither", async () => {
    const { kith, user } = await signedIn(server(), [
      { jid: romeo, name: "Romeo", groups: ["A"], subscription: "none" },
    ]);
    await confirmed(kith);
    await kith.call("editContact", {
      account: kith.account,
      contact: romeo,
      deltas: [
        { do: "rename", name: "   " },
        { do: "leave", group: "A" },
      ],
    });
    await kith.until((state) => state.edits.length === 0 && state.contacts[0]?.name === "");
    const device = await otherDevice(server(), user, false);
    const roster = await device.ask("get", `<query xmlns="jabber:iq:roster"/>`);
    const item = roster.getChild("query")?.getChild("item");
    expect(item?.attrs["name"] ?? "").toBe("");
    expect(item?.getChildren("group")).toEqual([]);
  });

  test("[R14] the server's own odd names go back unchanged when something else is edited", async () => {
    const name = "  Ro\u202Emeo  ";
    const { kith, user } = await signedIn(server(), [
      { jid: romeo, name, groups: [" spaced  group ", "A"], subscription: "none" },
    ]);
    await confirmed(kith);
    await kith.call("editContact", {
      account: kith.account,
      contact: romeo,
      deltas: [{ do: "leave", group: "A" }],
    });
    await kith.until((state) => state.edits.length === 0 && state.contacts[0]?.groups.length === 1);
    const device = await otherDevice(server(), user, false);
    const item = (await device.ask("get", `<query xmlns="jabber:iq:roster"/>`))
      .getChild("query")
      ?.getChild("item");
    expect(item?.attrs["name"]).toBe(name);
    expect(item?.getChildren("group").map((group) => group.getText())).toEqual([" spaced  group "]);
  });

  test("[R16] remove: one item with subscription='remove', and the server ends the subscriptions", async () => {
    const { kith, user } = await signedIn(server(), [
      { jid: romeo, name: "Romeo", subscription: "both" },
      { jid: "paris@example.test", subscription: "none", ask: true },
    ]);
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    await kith.remove(romeo);
    await device.waitFor(
      (stanza) => stanza.getChild("query")?.getChild("item")?.attrs["subscription"] === "remove",
    );
    await kith.until((state) => state.edits.length === 0 && state.contacts.length === 1);
    // RULE R4: a contact with `ask` is deleted as well.
    await kith.remove("paris@example.test");
    await kith.until((state) => state.edits.length === 0 && state.contacts.length === 0);
  });

  test("[R15] removing somebody another device has just removed is done, not an error", async () => {
    const { kith, user } = await signedIn(server(), [{ jid: romeo, subscription: "none" }]);
    await confirmed(kith);
    const device = await otherDevice(server(), user, false);
    const removed = device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="${romeo}" subscription="remove"/></query>`,
    );
    await kith.remove(romeo);
    await removed;
    await kith.until((state) => state.edits.length === 0 && state.contacts.length === 0);
  });

  test("[R7] push: what another device changes is applied, and answered with an empty result of the same id", async () => {
    const { kith, user } = await signedIn(server());
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    await device.ask("set", `<query xmlns="jabber:iq:roster"><item jid="${romeo}" name="Romeo"/></query>`);
    await kith.until((state) => state.contacts[0]?.name === "Romeo");
    await device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="${romeo}" subscription="remove"/></query>`,
    );
    await kith.until((state) => state.contacts.length === 0);
  });

  test("[R1] [R7] pushes after the get: what changes while Kith signs in is answered and not lost", async () => {
    const user = await newAccount();
    await server().seedRoster(user, [{ jid: romeo, name: "Romeo", subscription: "none" }]);
    const device = await otherDevice(server(), user);
    const kith = await kithClient(server(), user);
    keepOpen(kith);
    const signedIn = kith.signIn();
    // Some fall before binding, some between the get and its result, some after.
    for (let index = 0; index < 40; index += 1) {
      await device.ask(
        "set",
        `<query xmlns="jabber:iq:roster"><item jid="p${index}@example.test" name="P${index}"/></query>`,
      );
    }
    expect(await signedIn).toMatchObject({ ok: true });
    const { contacts } = await kith.until((state) => state.contacts.length === 41);
    expect(new Set(contacts.map((contact) => contact.name))).toContain("P39");
    expect((await kith.state()).session.state).toBe("online");
  });

  test("[R6] a push from another account reaches us and changes nothing", async () => {
    const { kith } = await signedIn(server());
    await confirmed(kith);
    const { user: stranger } = await signedIn(server(), [], "mallory");
    const mallory = await otherDevice(server(), stranger);
    const fullJid = await fullJidOf(kith, mallory);
    await mallory.send(
      `<iq type="set" id="forged1" to="${fullJid}"><query xmlns="jabber:iq:roster"><item jid="evil@example.test" name="Evil"/></query></iq>`,
    );
    const answer = await mallory.waitFor(
      (stanza) => stanza.name === "iq" && stanza.attrs["id"] === "forged1",
    );
    expect(answer.attrs["type"]).toBe("error");
    expect(answer.getChild("error")?.getChild("service-unavailable")).toBeDefined();
    expect((await kith.state()).contacts).toEqual([]);
  });

  test("[R9] [R10] the version of the last push is sent, and an empty result means the cache is good", async () => {
    const { kith } = await signedIn(server(), [
      { jid: romeo, name: "Romeo", groups: ["A"], subscription: "none" },
    ]);
    await confirmed(kith);
    await kith.call("editContact", {
      account: kith.account,
      contact: romeo,
      deltas: [{ do: "join", group: "B" }],
    });
    await kith.until((state) => state.edits.length === 0 && state.contacts[0]?.groups.length === 2);
    const again = await kith.restart();
    keepOpen(again);
    const cached = await again.state();
    expect(cached).toMatchObject({ session: { state: "signed-out" }, list: { state: "unconfirmed" } });
    expect(cached.contacts).toHaveLength(1);
    const before = again.patches.length;
    await again.signIn();
    await confirmed(again);
    const touched = again.patches.slice(before).filter((patch) => patch.changed?.contacts !== undefined);
    expect(touched).toEqual([]);
    expect((await again.state()).contacts[0]?.groups.toSorted()).toEqual(["A", "B"]);
  });

  test("[R11] what another device changed while Kith was closed is there after the next start, and the rest is unchanged", async () => {
    const { kith, user } = await signedIn(server(), [
      { jid: romeo, name: "Romeo", subscription: "none" },
      { jid: "nurse@example.test", name: "Nurse", subscription: "none" },
      { jid: "paris@example.test", name: "Paris", subscription: "none" },
    ]);
    await confirmed(kith);
    await kith.kith.close();
    const device = await otherDevice(server(), user, false);
    await device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="${romeo}" subscription="remove"/></query>`,
    );
    await device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="nurse@example.test" name="Angelica"/></query>`,
    );
    const again = await kithClient(server(), user, kith.profile);
    keepOpen(again);
    expect((await again.state()).contacts).toHaveLength(3);
    await again.signIn();
    await confirmed(again);
    expect((await again.state()).contacts.map((contact) => contact.name).toSorted()).toEqual([
      "Angelica",
      "Paris",
    ]);
    const told = again.patches.flatMap((patch) => patch.changed?.contacts?.set ?? []);
    expect(told.map((contact) => contact.name)).not.toContain("Paris");
  });

  test("[R10] an empty list is empty after a restart as well, and its first contact is not missed", async () => {
    const { kith, user } = await signedIn(server());
    await confirmed(kith);
    await kith.kith.close();
    const device = await otherDevice(server(), user, false);
    await device.ask("set", `<query xmlns="jabber:iq:roster"><item jid="${romeo}" name="Romeo"/></query>`);
    const again = await kithClient(server(), user, kith.profile);
    keepOpen(again);
    await again.signIn();
    expect((await confirmed(again)).contacts.map((contact) => contact.name)).toEqual(["Romeo"]);
  });

  test("[P0] Kith receives no message, neither live nor stored", async () => {
    const { kith, user } = await signedIn(server());
    await confirmed(kith);
    const sender = await otherDevice(server(), (await signedIn(server(), [], "sender")).user);
    await sendMessage(sender, kith.account, "live", server().domain);
    await kith.kith.close();
    await sendMessage(sender, kith.account, "stored", server().domain);
    const { atRest } = await watcher(server(), user);
    const again = await kithClient(server(), user, kith.profile);
    keepOpen(again);
    await again.signIn();
    await atRest();
    // The person's chat program connects later and gets both.
    const chat = await plainClient(server(), user, "secret");
    keepOpen(chat);
    await chat.send(`<presence/>`);
    const bodies = new Set<string | null>();
    while (bodies.size < 2) {
      const message = await chat.waitFor(
        (stanza) => stanza.name === "message" && stanza.getChild("body") !== undefined,
      );
      bodies.add(message.getChildText("body"));
    }
    expect(bodies).toEqual(new Set(["live", "stored"]));
    expect((await again.state()).strays).toEqual([]);
  });
});
