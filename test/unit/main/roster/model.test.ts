import { describe, expect, test } from "vitest";
import type { BareJid } from "../../../../app/jid.ts";
import type { ResourcePresence } from "../../../../app/presence.ts";
import { account, contact, createModel, nurse, onlineFacts, romeo } from "../../../support/account-model.ts";

function resource(name: string, more: Partial<ResourcePresence> = {}): ResourcePresence {
  return { resource: name, show: "available", status: "", priority: 0, ...more };
}

describe("presence", () => {
  test("[P2] of somebody not on the list is kept, not shown, and shown once a push lists them", () => {
    const { model, changes } = createModel();
    model.putPresence(romeo, resource("orchard"));
    expect(model.resourcesOf(romeo)).toEqual([]);
    expect(changes).toEqual([]);
    model.putContact(contact(romeo));
    expect(model.resourcesOf(romeo)).toEqual([resource("orchard")]);
    expect(changes).toEqual([`contacts ${romeo}`, `presence ${romeo}`]);
  });

  test("[P2] of our own address, where it is listed, is our own status, whatever comes from our devices", () => {
    const { model, changes } = createModel();
    expect(model.resourcesOf(account)).toEqual([]);
    expect(model.presentJids()).toEqual([]);
    model.putContact(contact(account));
    expect(changes).toEqual([`contacts ${account}`, `presence ${account}`]);
    expect(model.presentJids()).toEqual([account]);
    expect(model.resourcesOf(account)).toMatchObject([{ show: "available", status: "" }]);
    model.putPresence(account, resource("phone", { show: "dnd", priority: 5 }));
    expect(model.resourcesOf(account)).toMatchObject([{ show: "available" }]);
    changes.length = 0;
    model.setFact("own", { ...model.facts.own, show: "away", status: "Out" });
    expect(changes).toEqual(["own", `presence ${account}`]);
    expect(model.resourcesOf(account)).toMatchObject([{ show: "away", status: "Out" }]);
    model.setFact("session", { state: "offline" });
    expect(changes.at(-1)).toBe(`presence ${account}`);
    expect(model.resourcesOf(account)).toEqual([]);
    model.setFact("session", { state: "online" });
    model.clearPresence();
    expect(model.resourcesOf(account)).toHaveLength(1);
    changes.length = 0;
    model.removeContact(account);
    expect(changes).toContain(`presence ${account}`);
    expect(model.resourcesOf(account)).toEqual([]);
    changes.length = 0;
    model.setFact("own", { ...model.facts.own, show: "available" });
    expect(changes).toEqual(["own"]);
  });

  test("[P2] is hidden again when they leave the list", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard"));
    changes.length = 0;
    model.removeContact(romeo);
    expect(model.resourcesOf(romeo)).toEqual([]);
    expect(changes).toContain(`presence ${romeo}`);
  });

  test("[P2] of a flood of strangers is kept for the latest thousand, and no contact is forgotten for it", () => {
    const { model } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard"));
    for (let index = 0; index < 5000; index += 1) {
      model.putPresence(`stranger${index}@example.net` as BareJid, resource("x"));
    }
    expect(model.strangers).toBe(1000);
    expect(model.resourcesOf(romeo)).toHaveLength(1);
    model.putContact(contact("stranger4999@example.net" as BareJid));
    expect(model.resourcesOf("stranger4999@example.net" as BareJid)).toHaveLength(1);
  });

  test("[P2] a stranger costs the same however many contacts are online, and whoever leaves the list is a stranger", () => {
    const stall = (contacts: number) => {
      const { model } = createModel();
      for (let index = 0; index < contacts; index += 1) {
        const bareJid = `friend${index}@example.net` as BareJid;
        model.putContact(contact(bareJid));
        model.putPresence(bareJid, resource("x"));
      }
      const before = process.cpuUsage().user;
      for (let index = 0; index < 20_000; index += 1)
        model.putPresence(`stranger${index}@example.net` as BareJid, resource("x"));
      return process.cpuUsage(undefined).user - before;
    };
    stall(0);
    // Walking past every contact took 200 times as long.
    expect(stall(20_000)).toBeLessThan(10 * stall(0) + 100_000);
    const { model } = createModel();
    for (let index = 0; index < 3000; index += 1) {
      const bareJid = `friend${index}@example.net` as BareJid;
      model.putContact(contact(bareJid));
      model.putPresence(bareJid, resource("x"));
      model.removeContact(bareJid);
    }
    expect(model.strangers).toBe(1000);
    model.putContact(contact("friend2999@example.net" as BareJid));
    expect(model.resourcesOf("friend2999@example.net" as BareJid)).toHaveLength(1);
    expect(model.strangers).toBe(999);
  });

  test("[P4] of a contact's million resources the best sixteen are kept, each under its own name", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("best", { priority: 5 }));
    for (let index = 0; index < 1000; index += 1)
      model.putPresence(romeo, resource(`r${index}`, { show: "away" }));
    expect(model.resourcesOf(romeo)).toHaveLength(16);
    model.putPresence(romeo, resource("late", { priority: 4 }));
    const held = () => model.resourcesOf(romeo).map((one) => one.resource);
    expect(held()).toEqual(expect.arrayContaining(["best", "late"]));
    expect(held()).toHaveLength(16);
    changes.length = 0;
    model.putPresence(romeo, resource("none of the best", { priority: -5 }));
    model.removePresence(romeo, "none of the best");
    expect(changes).toEqual([]);
    model.putPresence(romeo, resource("r0", { show: "dnd", priority: 3 }));
    expect(model.resourcesOf(romeo).find((one) => one.resource === "r0")?.show).toBe("dnd");
    model.removePresence(romeo, "r0");
    expect(held()).toHaveLength(15);
  });

  test("[P4] presence with nothing new is no change", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard", { status: "here" }));
    changes.length = 0;
    model.putPresence(romeo, resource("orchard", { status: "here" }));
    expect(changes).toEqual([]);
    model.putPresence(romeo, resource("orchard", { status: "there" }));
    expect(changes).toEqual([`presence ${romeo}`]);
  });

  test("[P4] each resource is its own; unavailable from the bare address ends all of them", () => {
    const { model } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard"));
    model.putPresence(romeo, resource("Orchard"));
    model.putPresence(romeo, resource(""));
    model.removePresence(romeo, "orchard");
    expect(model.resourcesOf(romeo).map((one) => one.resource)).toEqual(["Orchard", ""]);
    model.removePresence(romeo, "");
    expect(model.resourcesOf(romeo)).toEqual([]);
  });

  test("[P8] unavailable from somebody we had no presence of changes nothing", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo, { ask: true }));
    changes.length = 0;
    model.removePresence(romeo, "");
    model.removePresence(romeo, "orchard");
    expect(changes).toEqual([]);
  });

  test("[P7] nobody's is known while we are not online; a resumed stream restores it", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard"));
    changes.length = 0;
    model.setFact("session", {
      state: "reconnecting",
      at: 0,
      certificate: null,
      attempt: 1,
      why: { code: "connection-lost", values: {} },
    });
    expect(model.resourcesOf(romeo)).toEqual([]);
    expect(changes).toEqual(["session", `presence ${romeo}`]);
    model.setFact("session", { state: "connecting" });
    expect(changes.slice(2)).toEqual(["session"]);
    model.setFact("session", onlineFacts.session);
    expect(model.resourcesOf(romeo)).toHaveLength(1);
    expect(changes.slice(3)).toEqual(["session", `presence ${romeo}`]);
  });

  test("[P7] a fresh stream knows nobody's", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard"));
    model.putPresence(nurse, resource("kitchen"));
    changes.length = 0;
    model.clearPresence();
    expect([...model.presentJids()]).toEqual([]);
    expect(changes).toEqual([`presence ${romeo}`]);
  });
});

describe("contacts", () => {
  test("an item that says nothing new is no change, and keeps the object it was", () => {
    const { model, changes } = createModel();
    const first = contact(romeo, { groups: ["A", "B"] });
    model.putContact(first);
    expect(changes).toEqual([`contacts ${romeo}`]);
    model.putContact(contact(romeo, { groups: ["B", "A"] }));
    expect(model.contacts.get(romeo)).toBe(first);
    expect(changes).toHaveLength(1);
  });

  test.for([
    [{ name: "Romeo" }],
    [{ groups: ["A"] }],
    [{ groups: ["a", "B"] }],
    [{ groups: ["A", "B", "C"] }],
    [{ subscription: "to" }],
    [{ ask: true }],
    [{ approved: true }],
    [{ address: "Romeo@example.net" }],
  ] as const)("every word of an item counts: %j", ([more]) => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo, { groups: ["A", "B"] }));
    const next = contact(romeo, { groups: ["A", "B"], ...more });
    model.putContact(next);
    expect(model.contacts.get(romeo)).toBe(next);
    expect(changes).toEqual([`contacts ${romeo}`, `contacts ${romeo}`]);
  });

  test("removing a contact removes its trouble; removing nobody is no change", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.put("troubles", { bareJid: romeo, why: "denied" });
    model.removeContact(romeo);
    expect(model.troubles.size).toBe(0);
    changes.length = 0;
    model.removeContact(romeo);
    model.removeContact(account);
    expect(changes).toEqual([]);
  });
});
