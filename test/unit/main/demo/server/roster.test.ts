import type { Element } from "../../../../../main/xmpp/connection/element.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BareJid } from "../../../../../app/jid.ts";
import { startDemoServer, type DemoServer } from "../../../../../main/demo/server/demo-server.ts";
import { connect } from "../../../../../main/xmpp/connection/connect.ts";
import { rosterGet } from "../../../../../main/xmpp/roster.ts";
import { conditionOf, resource, short } from "./resource.ts";

const juliet = "juliet@demo.test" as BareJid;
const get = (ver?: string) => `<query xmlns="jabber:iq:roster"${ver === undefined ? "" : ` ver="${ver}"`}/>`;
const set = (items: string) => `<query xmlns="jabber:iq:roster">${items}</query>`;

let server: DemoServer;
beforeEach(async () => {
  server = await startDemoServer({ domains: ["demo.test"] });
  server.addAccount(juliet, "a secret");
});
afterEach(() => server.close());

test("[M4] a set is answered, then pushed to every resource that follows the list, with a version that is good from then on", () => {
  const [desk, phone, silent] = ["desk", "phone", "silent"].map((name) => resource(server, juliet, name));
  if (!desk || !phone || !silent) throw new Error("no resource");
  desk.ask("get", get(""));
  phone.ask("get", get());
  desk.ask("set", set(`<item jid="Romeo@demo.test" name="Romeo"><group>B</group><group>A</group></item>`));
  const [push, ...more] = desk.heard();
  expect(more).toEqual([]);
  expect(push?.attrs).toMatchObject({ type: "set", from: juliet, to: desk.fullJid });
  const [other] = phone.heard();
  expect(other?.attrs["to"]).toBe(phone.fullJid);
  expect(silent.heard()).toEqual([]);
  const query = other?.getChild("query", "jabber:iq:roster");
  const item = query?.getChild("item");
  expect(item?.attrs).toMatchObject({ jid: "Romeo@demo.test", name: "Romeo", subscription: "none" });
  expect(item?.getChildren("group").map((group) => group.getText())).toEqual(["B", "A"]);
  const ver = query?.attrs["ver"];
  expect(phone.ask("get", get(ver)).getChildElements()).toEqual([]);
  desk.ask("set", set(`<item jid="romeo@demo.test" subscription="remove"/>`));
  expect(desk.heard().map(short)).toEqual(["push Romeo@demo.test remove"]);
  const emptied = phone.ask("get", get(ver)).getChild("query");
  expect(emptied?.attrs["ver"]).not.toBe(ver);
  expect(emptied?.getChildElements()).toEqual([]);
});

test.for([
  ["nothing", "", "bad-request"],
  ["two items", `<item jid="a@demo.test"/><item jid="b@demo.test"/>`, "bad-request"],
  ["no address", `<item/>`, "jid-malformed"],
  ["an impossible address", `<item jid="@@"/>`, "jid-malformed"],
  ["a full address", `<item jid="a@demo.test/desk"/>`, "bad-request"],
  ["oneself", `<item jid="juliet@demo.test"/>`, "not-allowed"],
  ["a group twice", `<item jid="a@demo.test"><group>A</group><group>A</group></item>`, "bad-request"],
  ["an empty group", `<item jid="a@demo.test"><group/></item>`, "not-acceptable"],
  ["a name too long", `<item jid="a@demo.test" name="${"a".repeat(2_000)}"/>`, "not-acceptable"],
  ["the removal of nobody", `<item jid="a@demo.test" subscription="remove"/>`, "item-not-found"],
])("[M4] a set of %s changes nothing and says why", ([, items = "", condition = ""]) => {
  const desk = resource(server, juliet);
  const before = String(desk.ask("get", get()).getChild("query"));
  expect(conditionOf(desk.ask("set", set(items)))).toBe(condition);
  expect(desk.heard()).toEqual([]);
  expect(String(desk.ask("get", get()).getChild("query"))).toBe(before);
});

test("[M4] what a set says of subscription, ask and approval is not the client's to say", () => {
  const desk = resource(server, juliet);
  desk.ask("set", set(`<item jid="a@demo.test" subscription="both" ask="subscribe" approved="true"/>`));
  const item = desk.ask("get", get()).getChild("query")?.getChild("item");
  expect(item?.attrs).toEqual({ jid: "a@demo.test", subscription: "none" });
});

test("[M4] nobody reads or writes another's roster, and a version of an earlier life is none of this one", async () => {
  server.addAccount("mallory@demo.test");
  const mallory = resource(server, "mallory@demo.test");
  expect(conditionOf(mallory.ask("get", get(), juliet))).toBe("service-unavailable");
  expect(conditionOf(mallory.ask("set", set(`<item jid="a@demo.test"/>`), juliet))).toBe(
    "service-unavailable",
  );
  const ver = resource(server, juliet).ask("get", get()).getChild("query")?.attrs["ver"];
  const later = await startDemoServer({ domains: ["demo.test"] });
  later.addAccount(juliet);
  expect(resource(later, juliet).ask("get", get(ver)).getChild("query")).toBeDefined();
  await later.close();
});

test("[M12] a hundred thousand contacts are seeded and read whole by Kith, and what changes afterwards follows as a push", async () => {
  const items = Array.from({ length: 100_001 }, (_, index) => ({
    address: `person${index}@demo.test`,
    name: `Person ${index}`,
    groups: [`Group ${index % 40}`],
    subscription: "both" as const,
  }));
  server.seedRoster(juliet, items);
  const connected = await connect({
    local: "juliet",
    domain: "demo.test",
    password: "a secret",
    endpoint: server.clearText,
    trust: { fingerprint: null, hasOfferedScram: true },
    resume: null,
    signal: new AbortController().signal,
  });
  if (!connected.ok) throw new Error("not let in");
  const stream = connected.value;
  const pushed = new Promise<string>((resolve) => {
    stream.onStanza = (stanza) => {
      if (stanza.getChild("query", "jabber:iq:roster")) resolve(short(stanza));
      return true;
    };
  });
  const listed: Element[] = [];
  const asked = stream.request(rosterGet(""), 30_000, (item) => listed.push(item));
  const desk = resource(server, juliet);
  expect(await asked).toMatchObject({ ok: true });
  desk.ask("set", set(`<item jid="person5@demo.test" subscription="remove"/>`));
  expect(await pushed).toBe("push person5@demo.test remove");
  expect(listed).toHaveLength(100_001);
  expect(listed.at(-1)?.attrs["name"]).toBe("Person 100000");
  await stream.close();
}, 30_000);
