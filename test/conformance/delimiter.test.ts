import { expect, test } from "vitest";
import type { PlainClient } from "../servers/plain-client.ts";
import { confirmed, keepOpen, otherDevice, signedIn } from "../support/people.ts";
import type { KithClient } from "../support/kith-client.ts";
import { onEveryServer } from "./on-every-server.ts";

const seed = Object.entries({
  romeo: ["Work", "Work::Verona", "Friends"],
  nurse: ["Work::Verona::House"],
  paris: ["Play::Verona"],
  peter: ["Workshop"],
}).map(([name, groups]) => ({ jid: `${name}@example.test`, name, groups, subscription: "none" as const }));

const stored = `<query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter">::</roster></query>`;
const asked = `<query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter"/></query>`;

/** What the server keeps for all clients. */
async function keptDelimiter(device: PlainClient): Promise<string | undefined> {
  const reply = await device.ask("get", asked);
  return reply.getChild("query")?.getChild("roster")?.getText();
}

/** The server's list as another client reads it. */
async function rosterOf(device: PlainClient): Promise<Record<string, string[]>> {
  const reply = await device.ask("get", `<query xmlns="jabber:iq:roster"/>`);
  const items = reply.getChild("query")?.getChildren("item") ?? [];
  return Object.fromEntries(
    items.map((item) => [
      item.attrs["name"] ?? "",
      item
        .getChildren("group")
        .map((group) => group.getText())
        .sort(),
    ]),
  );
}

onEveryServer("nested groups", ({ server }) => {
  /** Runs it, waits until nothing is pending, and returns the server's list. */
  async function after(kith: KithClient, device: PlainClient, act: Promise<{ readonly ok: boolean }>) {
    expect(await act).toMatchObject({ ok: true });
    await kith.until(({ edits }) => edits.length === 0);
    return rosterOf(device);
  }

  test("[F10] the delimiter another client stored is read, kept for a start without network, and never set", async () => {
    const { user, kith } = await signedIn(server(), seed);
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    expect((await kith.state()).delimiter).toBe("");
    const without = await keptDelimiter(device);
    expect(without ?? "").toBe("");
    expect((await device.ask("set", stored)).attrs["type"]).toBe("result");
    expect(await keptDelimiter(device)).toBe("::");
    const again = await kith.restart();
    keepOpen(again);
    expect(await again.signIn()).toMatchObject({ ok: true });
    await again.until(({ delimiter }) => delimiter === "::");
    const offline = await again.restart();
    keepOpen(offline);
    expect((await offline.state()).delimiter).toBe("::");
    expect(await keptDelimiter(device)).toBe("::");
  });

  test("[E7] [F10] nested groups survive a rename and a merge of their parent, and come back by undo after its deletion", async () => {
    const { user, kith } = await signedIn(server(), seed);
    const device = await otherDevice(server(), user);
    await device.ask("set", stored);
    const nested = await kith.restart();
    keepOpen(nested);
    expect(await nested.signIn()).toMatchObject({ ok: true });
    await nested.until(({ delimiter, list }) => delimiter === "::" && list.state === "confirmed");
    const { account, call } = nested;
    const before = await rosterOf(device);
    const renamed = {
      romeo: ["Duty", "Duty::Verona", "Friends"],
      nurse: ["Duty::Verona::House"],
      paris: ["Play::Verona"],
      peter: ["Workshop"],
    };
    expect(await after(nested, device, call("renameGroup", { account, group: "Work", to: "Duty" }))).toEqual(
      renamed,
    );
    expect(await after(nested, device, call("mergeGroup", { account, group: "Duty", into: "Play" }))).toEqual(
      {
        romeo: ["Friends", "Play", "Play::Verona"],
        nurse: ["Play::Verona::House"],
        paris: ["Play::Verona"],
        peter: ["Workshop"],
      },
    );
    expect(await after(nested, device, call("deleteGroup", { account, group: "Play" }))).toEqual({
      romeo: ["Friends"],
      nurse: [],
      paris: [],
      peter: ["Workshop"],
    });
    await after(nested, device, call("undo", { account, batch: null }));
    expect(await after(nested, device, call("undo", { account, batch: null }))).toEqual(renamed);
    expect(await after(nested, device, call("undo", { account, batch: null }))).toEqual(before);
    expect(await keptDelimiter(device)).toBe("::");
  });
});
