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
    expect([...model.presentJids()].length).toBeLessThanOrEqual(1002);
    expect(model.resourcesOf(romeo)).toHaveLength(1);
    model.putContact(contact("stranger4999@example.net" as BareJid));
    expect(model.resourcesOf("stranger4999@example.net" as BareJid)).toHaveLength(1);
  });

  test("[P4] a contact of a million resources fills no memory, and those known are still told apart", () => {
    const { model } = createModel();
    model.putContact(contact(romeo));
    for (let index = 0; index < 1000; index += 1) model.putPresence(romeo, resource(`r${index}`));
    const count = model.resourcesOf(romeo).length;
    expect(count).toBeLessThanOrEqual(64);
    model.putPresence(romeo, resource("r0", { show: "dnd" }));
    expect(model.resourcesOf(romeo).find((one) => one.resource === "r0")?.show).toBe("dnd");
    model.removePresence(romeo, "r0");
    expect(model.resourcesOf(romeo)).toHaveLength(count - 1);
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

  test("[P7] nobody's is known while we are not online; it stands when the stream is resumed", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putPresence(romeo, resource("orchard"));
    changes.length = 0;
    model.setFact("session", {
      state: "reconnecting",
      at: 0,
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

  test("a contact that goes takes its trouble along; one that was not there is no change", () => {
    const { model, changes } = createModel();
    model.putContact(contact(romeo));
    model.putTrouble({ bareJid: romeo, why: "denied" });
    model.removeContact(romeo);
    expect(model.troubles.size).toBe(0);
    changes.length = 0;
    model.removeContact(romeo);
    model.removeContact(account);
    expect(changes).toEqual([]);
  });
});
