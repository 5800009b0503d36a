import { once } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { maxCallBytes } from "../../../../app/contract.ts";
import { closedRefused, pageProtocol } from "../../../../app/page-socket.ts";
import type { Patch } from "../../../../app/patch.ts";
import {
  ask,
  enter,
  knock,
  prove,
  refusedHandshake,
  rate,
  startGround,
  type Ground,
} from "./shell-ground.ts";

let ground: Ground;
beforeEach(async () => {
  ground = await startGround();
});
afterEach(() => ground.server.close());

const logged = (part: string) => ground.lines.filter((line) => line.includes(part)).length;
/** What closed at this end has been heard of at the other. */
const settled = async () => {
  for (let asked = 0; asked < 3; asked += 1) await ask(ground, "/");
};
const isAlive = async () => {
  const page = await enter(ground);
  page.send({ id: 1, name: "snapshot", input: {} });
  return (await page.next())["id"] === 1;
};

describe("who gets in", () => {
  test("[X1] a page with a fresh token is accepted, and comes back with its session token after a reload", async () => {
    const first = await enter(ground);
    expect(first.socket.protocol).toBe(pageProtocol);
    expect(first.session).toMatch(/^[\w-]{43}$/);
    first.socket.close();
    await enter(ground, {}, first.session);
  });

  test("[X1] no token crosses the socket, in either direction", async () => {
    const token = ground.token();
    let secret = "";
    const crossed: string[] = [];
    for (const known of [token, undefined]) {
      const page = knock(ground);
      page.socket.on("message", (data: Buffer) => crossed.push(data.toString()));
      page.socket.on("upgrade", ({ headers }: { headers: object }) => crossed.push(JSON.stringify(headers)));
      const send = page.send;
      const { met, session } = await prove(
        { ...page, send: (value) => (crossed.push(String(value)), send(value)) },
        known ?? secret,
      );
      expect(met).toBe("kith");
      if (known !== undefined) secret = session;
    }
    expect(crossed).toHaveLength(10);
    for (const text of crossed) for (const one of [token, secret]) expect(text).not.toContain(one);
  });

  test("several pages are answered each its own calls, and all hear of a change", async () => {
    const pages = [await enter(ground), await enter(ground)] as const;
    const twin = await enter(ground, {}, pages[0].session);
    pages[1].send({ id: 7, name: "snapshot", input: {} });
    expect(await pages[1].next()).toMatchObject({ kind: "answer", id: 7, result: { ok: true } });
    ground.publish({ revision: 2 });
    for (const page of [...pages, twin])
      expect(await page.next()).toEqual({ kind: "patch", patch: { revision: 2 } });
  });

  test("[X1] a token opens one page, not two", async () => {
    const token = ground.token();
    await enter(ground, {}, token);
    const late = knock(ground);
    void prove(late, token);
    expect(await late.closed).toBe(closedRefused);
    expect(logged("without a token")).toBe(1);
  });

  test("[X1] a made-up token is refused, and learns nothing", async () => {
    const page = knock(ground);
    let heard = 0;
    page.socket.on("message", () => (heard += 1));
    ground.publish({ revision: 2 });
    void prove(page, "A".repeat(43));
    expect(await page.closed).toBe(closedRefused);
    expect(heard).toBe(0);
    expect(logged("without a token")).toBe(1);
    expect(await isAlive()).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a depth that no message has", "[".repeat(100_000)],
    ["null", "null"],
    ["no hello", '{"kind":"proof","proof":"AAAA"}'],
    ["a hello without a name", `{"kind":"hello","nonce":"${"A".repeat(43)}"}`],
    ["a hello with a prototype's name", `{"kind":"hello","name":"constructor","nonce":"${"A".repeat(43)}"}`],
    [
      "a hello that says more",
      `{"kind":"hello","name":"${"A".repeat(43)}","nonce":"${"A".repeat(43)}","x":1}`,
    ],
    ["a call", '{"id":1,"name":"snapshot","input":{}}'],
    ["too long a text", JSON.stringify("x".repeat(200_000))],
    ["more than any call", "x".repeat(maxCallBytes + 1)],
  ])("[X1] %s for a hello ends that socket alone", async (_what, text) => {
    const page = knock(ground);
    page.socket.once("open", () => page.send(text));
    expect([closedRefused, 1006, 1009]).toContain(await page.closed);
    expect(await isAlive()).toBe(true);
  });

  test("[X1] nothing that a stranger sends authenticates them, even with the token's name", async () => {
    const token = ground.token();
    let hello = "";
    const named = knock(ground);
    void prove({ ...named, send: (value) => (hello = String(value)) }, token);
    await expect.poll(() => hello).not.toBe("");
    named.socket.terminate();
    const bits = fc.string({ unit: fc.constantFrom(..."Aa0_-"), minLength: 43, maxLength: 43 });
    const text = fc.oneof(
      fc.constant(hello),
      fc.json({ maxDepth: 2 }),
      fc.string(),
      bits.map((proof) => JSON.stringify({ kind: "proof", proof })),
      fc.tuple(bits, bits).map(([name, nonce]) => JSON.stringify({ kind: "hello", name, nonce })),
      fc.constant(JSON.stringify({ kind: "welcome" })),
      fc.constant(JSON.stringify({ id: 1, name: "snapshot", input: {} })),
    );
    const said = fc.oneof({ weight: 9, arbitrary: text }, fc.uint8Array({ maxLength: 50 }));
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(said, { maxLength: 4 }), async (isNamed, rest) => {
        const page = knock(ground);
        const heard: string[] = [];
        page.socket.on("message", (data: Buffer) => heard.push(data.toString()));
        await once(page.socket, "open");
        for (const one of [...(isNamed ? [hello] : []), ...rest, "{}", "{}"]) page.socket.send(one);
        expect(await page.closed).toBe(closedRefused);
        expect(heard.filter((one) => !one.startsWith('{"kind":"challenge"'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
    // None of it spent the token.
    await enter(ground, {}, token);
  }, 30_000);

  test("[X1] a call before the proof is not answered", async () => {
    const token = ground.token();
    const page = knock(ground);
    const heard: string[] = [];
    page.socket.on("message", (data: Buffer) => heard.push(data.toString()));
    let sent = 0;
    void prove(
      {
        ...page,
        // In place of its proof.
        send: (value) => page.send(++sent === 1 ? value : { id: 1, name: "snapshot", input: {} }),
      },
      token,
    );
    expect(await page.closed).toBe(closedRefused);
    expect(heard).toHaveLength(1);
    // What proved nothing spent nothing.
    await enter(ground, {}, token);
  });

  test.each([
    ["another host", 421, { headers: { host: "kith.example" } }],
    ["another origin", 403, { origin: "http://kith.example" }],
    ["another origin on the same port", 403, { origin: "http://localhost" }],
    ["no origin", 403, { origin: "" }],
    ["another site", 403, { headers: { "sec-fetch-site": "cross-site" } }],
    ["another port of this machine", 403, { headers: { "sec-fetch-site": "same-site" } }],
  ])("from %s not even the handshake is made", async (_what, status, options) => {
    expect(await refusedHandshake(knock(ground, options))).toBe(status);
    expect(ground.lines).toHaveLength(1);
    expect(await isAlive()).toBe(true);
  });

  test("there is a socket at one path only", async () => {
    expect(await refusedHandshake(knock(ground, {}, "/other"))).toBe(404);
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

  test("a bug in a handler is answered, and logged once without its message", async () => {
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
    // The clock advances only when the test says so. Otherwise a slow machine would refill the rate limit during the flood.
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
  test("[X4] when the last page has been gone for a while, the shell is told once", async () => {
    const pages = [await enter(ground), await enter(ground)];
    for (const page of pages) page.socket.close();
    for (const page of pages) await page.closed;
    await settled();
    ground.clock.turn(9_999);
    expect(ground.abandoned()).toBe(0);
    ground.clock.turn(100_000);
    expect(ground.abandoned()).toBe(1);
  });

  test("[X4] a page that is silent for a day still counts, and Kith exits soon after its connection is gone", async () => {
    const page = await enter(ground, { autoPong: false });
    page.socket.pause();
    ground.clock.turn(86_400_000);
    ground.publish({ revision: 2 });
    ground.clock.turn(86_400_000);
    expect(ground.abandoned()).toBe(0);
    page.socket.resume();
    expect(await page.next()).toMatchObject({ patch: { revision: 2 } });
    // As when a browser is killed: the connection ends without a word.
    page.socket.terminate();
    await expect
      .poll(() => {
        ground.clock.turn(10_000);
        return ground.abandoned();
      })
      .toBe(1);
  });

  test("[X4] Kith waits for a page that it disconnected", async () => {
    const page = await enter(ground);
    page.socket.send(Buffer.from("{}"));
    await page.closed;
    await settled();
    ground.clock.turn(3_599_000);
    expect(ground.abandoned()).toBe(0);
    await enter(ground, {}, page.session);
  });

  test("[X5] a page that stops reading gets nothing more, and finds the gap once it reads again", async () => {
    const page = await enter(ground);
    page.socket.pause();
    const filler = "x".repeat(1024 * 1024);
    for (let revision = 1; revision <= 200; revision += 1) ground.publish({ revision, filler } as Patch);
    await expect.poll(() => logged("stopped reading")).toBe(1);
    page.socket.resume();
    const revisions: number[] = [];
    while (revisions.at(-1) !== 200)
      revisions.push(((await page.next())["patch"] as { revision: number }).revision);
    // Of 200 MB, only what fits into the sockets' buffers and into the queue arrives.
    expect(revisions.length).toBeLessThan(60);
    expect(revisions.slice(0, -1)).toEqual(revisions.slice(0, -1).map((_one, index) => index + 1));
    ground.publish({ revision: 201 });
    expect(await page.next()).toMatchObject({ patch: { revision: 201 } });
    expect(page.socket.readyState).toBe(page.socket.OPEN);
  }, 30_000);

  test("when Kith exits, its pages are told", async () => {
    const page = await enter(ground);
    await ground.server.close();
    expect(await page.closed).toBe(1001);
  });

  test("[X4] Kith does not wait for a page that is frozen", async () => {
    const page = await enter(ground);
    page.socket.pause();
    await ground.server.close();
    page.socket.resume();
    expect(await page.closed).toBe(1001);
  });
});
