import { afterEach, expect, test } from "vitest";
import type { BareJid } from "../../../../../app/jid.ts";
import { beats, requests } from "../../../../../main/demo/cast/beats.ts";
import { crowd } from "../../../../../main/demo/cast/crowd.ts";
import { people, self } from "../../../../../main/demo/cast/people.ts";
import { seenFromTheirs } from "../../../../../main/demo/cast/person.ts";
import { domainsOf, setUp, type Piece } from "../../../../../main/demo/cast/play.ts";
import { startDemoServer, type DemoServer } from "../../../../../main/demo/server/demo-server.ts";
import type { Element } from "../../../../../main/xmpp/connection/element.ts";
import { subscriptionPresence } from "../../../../../main/xmpp/presence.ts";
import { readRosterResult, rosterGet, rosterRemove, rosterSet } from "../../../../../main/xmpp/roster.ts";
import { handClock } from "../../../../support/hand-clock.ts";
import { parseStanza } from "../../../../support/parse-stanza.ts";

const play: Piece = { people, requests, beats, pace: { least: 5_000, more: 9_000 } };
const lastBeat = Math.max(...beats.map(({ at }) => at));

const servers: DemoServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The play on a server of its own, before a device of the account that is online and whose clock the test turns. */
async function perform(piece: Piece = play, seed = 1) {
  const server = await startDemoServer({ domains: domainsOf(piece.people, self), now: () => 0 });
  servers.push(server);
  const clock = handClock();
  server.addAccount(self);
  const begin = setUp(piece, server, self, clock, seed);
  const heard: Element[] = [];
  const device = server.attach(self, "Kith");
  device.onStanza = (stanza) => heard.push(stanza);
  const ask = (iq: Element): Element => {
    iq.attrs["id"] = `test-${heard.length}`;
    device.send(iq);
    const reply = heard.find((one) => one.name === "iq" && one.attrs["id"] === iq.attrs["id"]);
    if (reply === undefined) throw new Error("The server did not answer");
    return reply;
  };
  const list = () => {
    const result = readRosterResult(ask(rosterGet(undefined)));
    if (result.kind !== "full") throw new Error("The server gave no list");
    return result.contacts;
  };
  const before = list();
  device.send(parseStanza("<presence><priority>-1</priority></presence>"));
  begin();
  return {
    server,
    clock,
    before,
    heard,
    list,
    ask,
    contact: (address: string) => list().find(({ bareJid }) => bareJid === address),
    say: (type: Parameters<typeof subscriptionPresence>[0], to: string) =>
      device.send(subscriptionPresence(type, to, `test-${heard.length}`)),
    /** Presence of this type that came from this address, from any of its devices. */
    from: (address: string, type?: string) =>
      heard.filter(
        ({ name, attrs }) =>
          name === "presence" && attrs["from"]?.startsWith(address) === true && attrs["type"] === type,
      ),
  };
}

test("[N1] the list is there before anybody acts, with everybody's presence", async () => {
  const { before, from } = await perform();
  expect(before).toHaveLength(40);
  expect(from("romeo@montague.example").map(({ attrs }) => attrs["from"])).toEqual([
    "romeo@montague.example/Phone",
    "romeo@montague.example/Laptop",
  ]);
  expect(from("nurse@capulet.example")[0]?.getChildText("status")).toBe("Back after supper");
  // One side: she does not see us, and of him we see nothing.
  expect(from("rosaline@verona.example")).not.toEqual([]);
  expect(from("balthasar@montague.example")).toEqual([]);
  expect(from("iago@venice.example")).toEqual([]);
});

test("three ask before the demo opens, with what they say and how they call themselves", async () => {
  const { heard } = await perform();
  const asking = heard.filter(({ attrs }) => attrs["type"] === "subscribe");
  expect(asking.map(({ attrs }) => String(attrs["from"])).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    "abram@montague.example",
    "gregory@capulet.example",
    "romeo@rnontague.example",
  ]);
});

test("one person withdraws a request", async () => {
  const { clock, from } = await perform();
  clock.turn(2_500);
  expect(from("malvolio@illyria.example", "subscribe")[0]?.getChildText("nick")).toBe("Malvolio");
  expect(from("malvolio@illyria.example", "unsubscribe")).toEqual([]);
  clock.turn(lastBeat);
  expect(from("malvolio@illyria.example", "unsubscribe")).toHaveLength(1);
});

test("one person accepts and is seen, another denies", async () => {
  const { clock, contact, from } = await perform();
  expect(contact("paris@verona.example")).toMatchObject({ subscription: "none", ask: true });
  clock.turn(lastBeat);
  expect(contact("paris@verona.example")).toMatchObject({ subscription: "to", ask: false });
  expect(from("paris@verona.example")).not.toEqual([]);
  expect(contact("montague@montague.example")).toMatchObject({ subscription: "none", ask: false });
  expect(from("montague@montague.example", "unsubscribed")).toHaveLength(1);
  expect(contact("friar.john@mantua.example")).toMatchObject({ ask: true });
});

test("one is renamed from another device, and stays in the groups of that moment", async () => {
  const { clock, contact, ask } = await perform();
  ask(rosterSet({ address: "nurse@capulet.example", name: "Nurse", groups: ["Kitchen"] }));
  clock.turn(lastBeat);
  expect(contact("nurse@capulet.example")).toMatchObject({ name: "Nurse Angelica", groups: ["Kitchen"] });
});

test("a rename does not bring back somebody who was removed", async () => {
  const { clock, contact, ask } = await perform();
  ask(rosterRemove("nurse@capulet.example"));
  clock.turn(lastBeat);
  expect(contact("nurse@capulet.example")).toBeUndefined();
});

test("whoever is asked thinks for a moment, then answers once, whatever the number of their devices", async () => {
  const { clock, say, from, contact } = await perform();
  say("unsubscribe", "romeo@montague.example");
  say("subscribe", "romeo@montague.example");
  expect(from("romeo@montague.example", "subscribed")).toEqual([]);
  clock.turn(2_000);
  expect(from("romeo@montague.example", "subscribed")).toHaveLength(1);
  expect(contact("romeo@montague.example")).toMatchObject({ subscription: "both" });
});

test("one accepts, one denies, one never answers, and who is not asked any more says nothing", async () => {
  const { clock, say, from, contact } = await perform();
  say("subscribe", "hero@messina.example");
  say("subscribe", "apothecary@mantua.example");
  say("subscribe", "beatrice@messina.example");
  say("unsubscribe", "beatrice@messina.example");
  clock.turn(2_000);
  expect(contact("hero@messina.example")).toMatchObject({ subscription: "to" });
  expect(from("hero@messina.example")[0]?.getChildText("status")).toBe("Humming the alto line");
  expect(from("apothecary@mantua.example", "unsubscribed")).toHaveLength(1);
  expect(from("beatrice@messina.example", "subscribed")).toEqual([]);
  clock.turn(600_000);
  expect(contact("friar.john@mantua.example")).toMatchObject({ ask: true });
});

test("somebody who is away answers when they are back", async () => {
  const { clock, say, contact, from } = await perform();
  say("unsubscribe", "sebastian@illyria.example");
  say("subscribe", "sebastian@illyria.example");
  clock.turn(2_000);
  expect(from("sebastian@illyria.example", "subscribed")).toEqual([]);
  clock.turn(3_600_000);
  expect(contact("sebastian@illyria.example")).toMatchObject({ subscription: "both" });
});

test("somebody who lost sight of us asks once why, and not a second time", async () => {
  const { clock, say, from } = await perform();
  say("unsubscribed", "mercutio@verona.example");
  clock.turn(5_000);
  expect(from("mercutio@verona.example", "subscribe")[0]?.getChildText("status")).toMatch(/the joke/);
  say("unsubscribed", "mercutio@verona.example");
  clock.turn(60_000);
  expect(from("mercutio@verona.example", "subscribe")).toHaveLength(1);
});

test("they keep coming and going, each with their own status texts", async () => {
  const { clock, heard } = await perform();
  clock.turn(lastBeat);
  const before = heard.length;
  clock.turn(600_000);
  const changes = heard.slice(before).filter(({ name }) => name === "presence");
  expect(changes.some(({ attrs }) => attrs["type"] === "unavailable")).toBe(true);
  const said = new Set(changes.map((stanza) => stanza.getChildText("status") ?? ""));
  expect(said.size).toBeGreaterThan(20);
});

test("[N3] two runs are the same, stanza for stanza; another seed goes on in another way", async () => {
  const run = async (seed: number) => {
    const { clock, heard } = await perform(play, seed);
    clock.turn(900_000);
    // Ids of pushes and versions are the server's, and random.
    return heard.map((stanza) => stanza.toString().replaceAll(/ (id|ver)="[^"]*"/g, ""));
  };
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
});

test("[N3] nothing happens any more once the clock is stopped", async () => {
  const { clock, heard } = await perform();
  clock.turn(5_000);
  clock.stop();
  const before = heard.length;
  clock.turn(600_000);
  expect(heard).toHaveLength(before);
});

test("both sides of every pair agree, at the start and after everything that happens", async () => {
  const { server, clock, before, list } = await perform();
  const theirs = (address: BareJid) => {
    const device = server.attach(address, "Looking");
    const get = rosterGet(undefined);
    get.attrs["id"] = "look";
    let subscription = "none";
    device.onStanza = (reply) => {
      const result = readRosterResult(reply);
      if (result.kind === "full") subscription = result.contacts[0]?.subscription ?? "none";
    };
    device.send(get);
    device.close();
    return subscription;
  };
  for (const { bareJid, subscription } of before) expect(theirs(bareJid)).toBe(seenFromTheirs(subscription));
  clock.turn(600_000);
  for (const { bareJid, subscription } of list()) expect(theirs(bareJid)).toBe(seenFromTheirs(subscription));
});

test("[N4] a crowd is on the list as it was asked for, and some of it is seen", async () => {
  const piece: Piece = {
    people: crowd(1_000, 1),
    requests: [],
    beats: [],
    pace: { least: 400, more: 1_600 },
  };
  const { before, heard, clock } = await perform(piece);
  expect(before).toHaveLength(1_000);
  expect(new Set(before.flatMap(({ groups }) => groups)).size).toBe(40);
  const seen = heard.filter(({ name }) => name === "presence").length;
  expect(seen).toBeGreaterThan(200);
  clock.turn(60_000);
  expect(heard.filter(({ name }) => name === "presence").length).toBeGreaterThan(seen + 20);
});
