import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { BareJid } from "../../../../../app/jid.ts";
import { startDemoServer, type DemoServer } from "../../../../../main/demo/server/demo-server.ts";
import { resource, short, type Resource } from "./resource.ts";

const romeo = "romeo@demo.test" as BareJid;
const juliet = "juliet@demo.test" as BareJid;

const open: DemoServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function verona(): Promise<DemoServer> {
  const server = await startDemoServer({ domains: ["demo.test"], now: () => 0 });
  open.push(server);
  server.addAccount(romeo);
  server.addAccount(juliet);
  return server;
}

/** Who sees the other, and who has asked: both sides must agree. */
interface Bond {
  sees: boolean;
  asks: boolean;
}

const acts = ["subscribe", "subscribed", "unsubscribe", "unsubscribed", "remove"] as const;

/** `mine`: what I see of them; `theirs`: what they see of me. */
function oracle(act: (typeof acts)[number], mine: Bond, theirs: Bond): void {
  if (act === "subscribe") mine.asks = !mine.sees;
  if (act === "unsubscribe") Object.assign(mine, { sees: false, asks: false });
  if (act === "unsubscribed") Object.assign(theirs, { sees: false, asks: false });
  if (act === "subscribed" && theirs.asks) Object.assign(theirs, { sees: true, asks: false });
  if (act === "remove") {
    Object.assign(mine, { sees: false, asks: false });
    theirs.sees = false;
  }
}

function bondsOf(server: DemoServer, who: BareJid, other: BareJid): { mine: Bond; theirs: Bond } {
  const fresh = resource(server, who, "fresh");
  const roster = fresh.ask("get", `<query xmlns="jabber:iq:roster"/>`).getChild("query");
  const item = roster?.getChildren("item").find((one) => one.attrs["jid"] === other);
  const subscription = item?.attrs["subscription"] ?? "none";
  fresh.say("<presence/>");
  const asks = fresh.heard().some((stanza) => short(stanza) === `presence subscribe ${other}`);
  fresh.close();
  return {
    mine: { sees: /to|both/.test(subscription), asks: item?.attrs["ask"] === "subscribe" },
    theirs: { sees: /from|both/.test(subscription), asks },
  };
}

test("[M5] whatever two people send each other, in whatever order, both sides know the same", async () => {
  const step = fc.record({ who: fc.constantFrom(romeo, juliet), act: fc.constantFrom(...acts) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const server = await verona();
      const seen = { [romeo]: { sees: false, asks: false }, [juliet]: { sees: false, asks: false } };
      const devices = { [romeo]: resource(server, romeo), [juliet]: resource(server, juliet) };
      for (const device of Object.values(devices)) device.appear();
      for (const { who, act } of steps) {
        const other = who === romeo ? juliet : romeo;
        const [mine, theirs] = [seen[who], seen[other]];
        const device: Resource | undefined = devices[who];
        if (mine === undefined || theirs === undefined || device === undefined) throw new Error("nobody");
        if (act === "remove") {
          const item = `<item jid="${other}" subscription="remove"/>`;
          const answer = device.ask("set", `<query xmlns="jabber:iq:roster">${item}</query>`);
          // Who is not listed is not removed, and a request that waits is no item.
          if (answer.attrs["type"] === "result") oracle(act, mine, theirs);
        } else {
          device.say(`<presence type="${act}" to="${other}"/>`);
          oracle(act, mine, theirs);
        }
        expect(bondsOf(server, who, other)).toEqual({ mine, theirs });
        expect(bondsOf(server, other, who)).toEqual({ mine: theirs, theirs: mine });
      }
      await server.close();
    }),
    { numRuns: 60 },
  );
});

test("[M5] a request is told first and pushed to whoever asks; an answer comes before its push, and then the presence", async () => {
  const server = await verona();
  const [his, hers] = [resource(server, romeo), resource(server, juliet)];
  his.appear();
  hers.appear();
  his.heard();
  hers.heard();
  his.say(`<presence type="subscribe" to="${juliet}/anywhere"><status>It is me</status></presence>`);
  expect(his.heard().map(short)).toEqual(["push juliet@demo.test none subscribe"]);
  const [request, ...more] = hers.heard();
  expect(request?.attrs).toMatchObject({ type: "subscribe", from: romeo, to: juliet });
  expect(request?.getChildText("status")).toBe("It is me");
  expect(more).toEqual([]);
  hers.say(`<presence type="subscribed" to="${romeo}"/>`);
  expect(hers.heard().map(short)).toEqual(["push romeo@demo.test from"]);
  expect(his.heard().map(short)).toEqual([
    "presence subscribed juliet@demo.test",
    "push juliet@demo.test to",
    "presence juliet@demo.test/desk",
  ]);
});

test("[M5] whoever may see us already is told so, and nobody is asked", async () => {
  const server = await verona();
  server.seedRoster(juliet, [{ address: romeo, subscription: "from" }]);
  const [his, hers] = [resource(server, romeo), resource(server, juliet)];
  hers.appear();
  his.appear();
  hers.heard();
  his.heard();
  his.say(`<presence type="subscribe" to="${juliet}"/>`);
  expect(hers.heard()).toEqual([]);
  expect(his.heard().map(short)).toContain("push juliet@demo.test to");
});

test("[M6] a request waits for its answer and is told at each sign-in, whatever the priority", async () => {
  const server = await verona();
  const his = resource(server, romeo);
  his.say(`<presence type="subscribe" to="${juliet}"><status>first</status></presence>`);
  his.say(`<presence type="subscribe" to="${juliet}"><status>second</status></presence>`);
  for (const name of ["one", "two"]) {
    const hers = resource(server, juliet, name);
    hers.appear("<priority>-1</priority>");
    const requests = hers.heard().filter((stanza) => stanza.attrs["type"] === "subscribe");
    expect(requests.map((request) => request.getChildText("status"))).toEqual(["second"]);
    hers.close();
  }
  const hers = resource(server, juliet);
  hers.say(`<presence type="unsubscribed" to="${romeo}"/>`);
  hers.appear();
  expect(hers.heard().filter((stanza) => stanza.attrs["type"] === "subscribe")).toEqual([]);
});

test("[M5] asking somebody at another server, or a stanza to oneself, is refused or changes nothing", async () => {
  const server = await verona();
  const his = resource(server, romeo);
  his.appear();
  his.heard();
  his.say(`<presence type="subscribe" to="far@elsewhere.test"/>`);
  const [push, error] = his.heard();
  expect(push && short(push)).toBe("push far@elsewhere.test none subscribe");
  expect(error?.attrs).toMatchObject({ type: "error", from: "far@elsewhere.test" });
  expect(error?.getChild("error")?.getChild("remote-server-not-found")).toBeDefined();
  his.say(`<presence type="subscribe" to="${romeo}"/>`);
  expect(his.heard()).toEqual([]);
});

test("[M5] removing somebody ends both subscriptions, and they hear that we are gone", async () => {
  const server = await verona();
  server.seedRoster(romeo, [{ address: juliet, name: "J", subscription: "both" }]);
  server.seedRoster(juliet, [{ address: romeo, name: "R", subscription: "both" }]);
  const [his, hers] = [resource(server, romeo), resource(server, juliet)];
  his.appear();
  hers.appear();
  his.heard();
  hers.heard();
  his.ask("set", `<query xmlns="jabber:iq:roster"><item jid="${juliet}" subscription="remove"/></query>`);
  expect(hers.heard().map(short)).toEqual(
    expect.arrayContaining([
      "presence unavailable romeo@demo.test/desk",
      "presence unsubscribe romeo@demo.test",
      "presence unsubscribed romeo@demo.test",
      "push romeo@demo.test none",
    ]),
  );
  expect(his.heard().map(short)).toEqual(
    expect.arrayContaining(["presence unavailable juliet@demo.test/desk", "push juliet@demo.test remove"]),
  );
});
