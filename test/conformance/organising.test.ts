import { describe, expect, test } from "vitest";
import { confirmed, keepOpen, otherDevice, signedIn, somebody } from "../support/people.ts";
import { onEveryServer } from "./on-every-server.ts";

const people = ["romeo", "paris", "tybalt"].map((name) => ({
  jid: `${name}@example.test`,
  name,
  groups: ["Verona"],
  subscription: "none" as const,
}));
const jids = people.map(({ jid }) => jid);

onEveryServer("organising", ({ server }) => {
  describe("many at once", () => {
    test("[E4] [E5] a group is renamed for everybody, and the undo of it is one step", async () => {
      const { user, kith } = await signedIn(server(), people);
      await confirmed(kith);
      const device = await otherDevice(server(), user);
      const { account } = kith;
      await kith.call("renameGroup", { account, group: "Verona", to: "Mantua" });
      await kith.until(
        ({ contacts, edits }) => edits.length === 0 && contacts.every(({ groups }) => groups[0] === "Mantua"),
      );
      const told: unknown[] = [];
      // A server may tell another device later than us; the last one to be told closes the count.
      await device.waitFor((stanza) => {
        const isPush = stanza.attrs["type"] === "set" && stanza.getChild("query", "jabber:iq:roster");
        if (isPush) told.push(stanza.getChild("query")?.getChild("item")?.attrs["jid"]);
        return told.length === 3;
      });
      expect(told).toHaveLength(3);
      expect(new Set(told)).toEqual(new Set(jids));
      expect(await kith.call("undo", { account, batch: null })).toMatchObject({
        ok: true,
        value: { undone: { change: { kind: "rename-group" }, count: 3 }, kept: [], mustAsk: [] },
      });
      await kith.until(
        ({ contacts, edits }) => edits.length === 0 && contacts.every(({ groups }) => groups[0] === "Verona"),
      );
    });

    test("[E1] somebody who was to be asked while Kith was offline is asked once, also after a restart", async () => {
      const romeo = await somebody(server());
      const { kith } = await signedIn(server(), [{ jid: romeo.bareJid, subscription: "none" }]);
      await confirmed(kith);
      const { account } = kith;
      await kith.call("setStatus", { account, show: "offline", status: "" });
      await kith.call("askContacts", { account, batch: null, contacts: [romeo.bareJid], message: "" });
      const again = await kith.restart();
      keepOpen(again);
      expect((await again.state()).edits).toMatchObject([{ kind: "ask", state: "waiting" }]);
      await again.signIn();
      await romeo.waitFor((stanza) => stanza.attrs["type"] === "subscribe");
      await again.until(({ edits, contacts }) => edits.length === 0 && contacts[0]?.ask === true);
      expect(romeo.received.filter((stanza) => stanza.attrs["type"] === "subscribe")).toHaveLength(1);
    });
  });

  test("[E6] a removal is sent after its wait, and its undo adds the person without a subscription", async () => {
    const [first] = people;
    const { kith } = await signedIn(server(), [{ jid: jids[0] ?? "", ...first, subscription: "both" }]);
    await confirmed(kith);
    const { account } = kith;
    await kith.call("removeContacts", { account, batch: null, contacts: [jids[0] ?? ""] });
    expect(await kith.state()).toMatchObject({
      edits: [{ state: "held" }],
      contacts: [{ subscription: "both" }],
    });
    kith.endWaits();
    await kith.until(({ contacts, edits }) => contacts.length === 0 && edits.length === 0);
    expect(await kith.call("undo", { account, batch: null })).toMatchObject({
      ok: true,
      value: { mustAsk: [jids[0]] },
    });
    const { contacts } = await kith.until(
      ({ edits, contacts: all }) => edits.length === 0 && all.length === 1,
    );
    expect(contacts).toMatchObject([{ name: "romeo", groups: ["Verona"], subscription: "none", ask: false }]);
  });
});
