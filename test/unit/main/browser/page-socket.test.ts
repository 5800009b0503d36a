import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { maxCallBytes } from "../../../../app/contract.ts";
import { bootstrapPrefix, closedRefused, pageProtocol, sessionPrefix } from "../../../../app/page-socket.ts";
import type { Patch } from "../../../../app/patch.ts";
import { comeBack, enter, knock, refusedHandshake, rate, startGround, type Ground } from "./shell-ground.ts";

let ground: Ground;
beforeEach(async () => {
  ground = await startGround();
});
afterEach(() => ground.server.close());

const logged = (part: string) => ground.lines.filter((line) => line.includes(part)).length;
const isAlive = async () => {
  const page = await enter(ground);
  page.send({ id: 1, name: "snapshot", input: {} });
  return (await page.next())["id"] === 1;
};

describe("who gets in", () => {
  test("a page with a fresh token is greeted with a session, and comes back with it after a reload", async () => {
    const first = await enter(ground);
    expect(first.socket.protocol).toBe(pageProtocol);
    first.socket.close();
    const again = comeBack(ground, first.session);
    expect(await again.next()).toEqual({ kind: "session", token: first.session });
  });

  test("several pages are answered each its own calls, and all hear of a change", async () => {
    const pages = [await enter(ground), await enter(ground)] as const;
    const twin = comeBack(ground, pages[0].session);
    await twin.next();
    pages[1].send({ id: 7, name: "snapshot", input: {} });
    expect(await pages[1].next()).toMatchObject({ kind: "answer", id: 7, result: { ok: true } });
    ground.publish({ revision: 2 });
    for (const page of [...pages, twin])
      expect(await page.next()).toEqual({ kind: "patch", patch: { revision: 2 } });
  });

  test("a token opens one page, not two", async () => {
    const token = bootstrapPrefix + ground.token();
    await knock(ground, [pageProtocol, token]).next();
    expect(await knock(ground, [pageProtocol, token]).closed).toBe(closedRefused);
    expect(logged("without a token")).toBe(1);
  });

  test.each([
    ["no token", [pageProtocol]],
    ["a made-up bootstrap token", [pageProtocol, `${bootstrapPrefix}${"A".repeat(43)}`]],
    ["a made-up session token", [pageProtocol, `${sessionPrefix}${"A".repeat(43)}`]],
    ["an empty token", [pageProtocol, bootstrapPrefix]],
    ["a prototype's name", [pageProtocol, `${sessionPrefix}constructor`]],
  ])("%s is refused, and told nothing", async (_what, protocols) => {
    const page = knock(ground, protocols);
    let heard = 0;
    page.socket.on("message", () => (heard += 1));
    ground.publish({ revision: 2 });
    expect(await page.closed).toBe(closedRefused);
    expect(heard).toBe(0);
    expect(logged("without a token")).toBe(1);
    expect(await isAlive()).toBe(true);
  });

  test("a bootstrap token is no session token", async () => {
    expect(await knock(ground, [pageProtocol, sessionPrefix + ground.token()]).closed).toBe(closedRefused);
  });

  test.each([
    ["another host", 421, { headers: { host: "kith.example" } }],
    ["another origin", 403, { origin: "http://kith.example" }],
    ["another origin on the same port", 403, { origin: "http://localhost" }],
    ["no origin", 403, { origin: "" }],
    ["another site", 403, { headers: { "sec-fetch-site": "cross-site" } }],
    ["another port of this machine", 403, { headers: { "sec-fetch-site": "same-site" } }],
  ])("from %s not even the handshake is made, and the token is not spent", async (_what, status, options) => {
    const token = bootstrapPrefix + ground.token();
    expect(await refusedHandshake(knock(ground, [pageProtocol, token], options))).toBe(status);
    expect(ground.lines).toHaveLength(1);
    expect(await knock(ground, [pageProtocol, token]).next()).toMatchObject({ kind: "session" });
  });

  test("there is a socket at one path only", async () => {
    const page = knock(ground, [pageProtocol, bootstrapPrefix + ground.token()], {}, "/other");
    expect(await refusedHandshake(page)).toBe(404);
  });
});

describe("what a page may say", () => {
  test.each([
    ["constructor", {}],
    ["__proto__", {}],
    ["toString", {}],
    ["hasOwnProperty", {}],
    ["noSuchCommand", {}],
    ["", {}],
    ["snapshot", null],
    ["snapshot", { extra: 1 }],
    ["signIn", { address: "a@b.example" }],
    ["signOut", { account: 5 }],
  ])("%s with %j is answered bad-command", async (name, input) => {
    const page = await enter(ground);
    page.send({ id: 3, name, input });
    expect(await page.next()).toEqual({
      kind: "answer",
      id: 3,
      result: { ok: false, failure: { code: "bad-command", values: {} } },
    });
    page.send({ id: 4, name, input });
    await page.next();
    expect(ground.lines).toHaveLength(1);
  });

  test.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["a number", "5"],
    ["an array", "[]"],
    ["no id", '{"name":"snapshot","input":{}}'],
    ["a depth that no call has", "[".repeat(100_000)],
  ])("%s is answered and the page stays", async (_what, text) => {
    const page = await enter(ground);
    page.send(text);
    expect(await page.next()).toMatchObject({ kind: "answer", id: -1, result: { ok: false } });
    page.send({ id: 2, name: "snapshot", input: {} });
    expect(await page.next()).toMatchObject({ id: 2, result: { ok: true } });
  });

  test("a __proto__ in the call changes no prototype", async () => {
    const page = await enter(ground);
    page.send('{"id":1,"name":"snapshot","input":{},"__proto__":{"polluted":true}}');
    page.send('{"id":2,"name":"snapshot","input":{"__proto__":{"polluted":true}}}');
    for (const id of [1, 2]) expect(await page.next()).toMatchObject({ id, result: { ok: false } });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("a bug in a handler is answered, and logged once without its words", async () => {
    const page = await enter(ground);
    const input = { account: "a@b.example", show: "away", status: "" };
    for (const id of [1, 2]) {
      page.send({ id, name: "setStatus", input });
      expect(await page.next()).toMatchObject({ id, result: { ok: false, failure: { code: "internal" } } });
    }
    expect(ground.lines).toHaveLength(1);
    expect(ground.lines[0]).toMatch(/^kith: bug: Error\n\s+at .*shell-ground/);
    expect(ground.lines[0]).not.toContain("secret");
  });

  test("too long a message ends that page alone", async () => {
    const page = await enter(ground);
    page.send("x".repeat(maxCallBytes + 1));
    expect(await page.closed).toBe(1009);
    expect(logged("too long")).toBe(1);
    expect(await isAlive()).toBe(true);
  });

  test("a binary message ends that page alone", async () => {
    const page = await enter(ground);
    page.socket.send(Buffer.from("{}"));
    expect(await page.closed).toBe(1003);
    expect(logged("binary")).toBe(1);
    expect(await isAlive()).toBe(true);
  });

  test("a flood is slowed down, logged once, and keeps nobody else waiting", async () => {
    // Time stands still unless the test lets it go on: however slow the machine, the flood is not paid for meanwhile.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const flooder = await enter(ground);
      const count = rate.burst + rate.perSecond / 2;
      const told = { answered: 0 };
      flooder.socket.on("message", () => (told.answered += 1));
      const started = performance.now();
      for (let id = 0; id < count; id += 1) flooder.socket.send("{}");
      await expect.poll(() => logged("faster than a person")).toBe(1);
      // What comes after the flood waits until the flood has been paid for; nobody else does.
      flooder.send({ id: 1, name: "snapshot", input: {} });
      expect(await isAlive()).toBe(true);
      expect(told.answered).toBeLessThan(count + 1);
      while (told.answered < count + 1) {
        if (vi.getTimerCount() > 0) vi.advanceTimersToNextTimer();
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(performance.now() - started).toBeGreaterThan(300);
      expect(logged("faster than a person")).toBe(1);
    } finally {
      // A page that is still kept waiting would never hear that the server closes.
      vi.runOnlyPendingTimers();
      vi.useRealTimers();
    }
  });
});

describe("how a page goes", () => {
  test("when the last page has gone for a while the shell is told, once", async () => {
    const pages = [await enter(ground), await enter(ground)];
    for (const page of pages) page.socket.close();
    await expect.poll(ground.abandoned).toBe(1);
  });

  test("a page that has stopped reading is cut off", async () => {
    const page = await enter(ground);
    page.socket.pause();
    const filler = "x".repeat(8 * 1024 * 1024);
    for (let revision = 1; revision <= 12; revision += 1) ground.publish({ revision, filler } as Patch);
    await expect.poll(() => logged("stopped reading")).toBe(1);
    page.socket.resume();
    expect(await page.closed).toBe(1006);
    expect(await isAlive()).toBe(true);
  });

  test("a page that does not answer a ping is taken for gone", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const page = await enter(ground, { autoPong: false });
      const pinged = new Promise((resolve) => page.socket.on("ping", resolve));
      vi.advanceTimersByTime(20_000);
      await pinged;
      vi.advanceTimersByTime(20_000);
      expect(await page.closed).toBe(1006);
    } finally {
      vi.useRealTimers();
    }
  });

  test("when Kith goes, its pages are told", async () => {
    const page = await enter(ground);
    await ground.server.close();
    expect(await page.closed).toBe(1001);
  });
});
