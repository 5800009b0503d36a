import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeSocket, WebSocketServer } from "ws";
import { maxCallBytes, type BridgeState } from "../../../../app/contract.ts";
import { closedEnding, closedRefused } from "../../../../app/page-socket.ts";
import type { Patch } from "../../../../app/patch.ts";
import { createSocketBridge } from "../../../../renderer/bridge/socket-bridge.ts";
import { startGround, type Ground } from "../../main/browser/shell-ground.ts";

/* The page's bridge against the real browser shell; only the browser's window is a fake. */

let ground: Ground;
let open: NodeSocket[];
let isOver: boolean;
beforeEach(async () => {
  isOver = false;
  ground = await startGround();
  open = [];
});
afterEach(async () => {
  isOver = true;
  await ground.server.close();
  for (const socket of open) socket.terminate();
});

/** A tab: it keeps its storage over reloads. */
function openTab(fragment: string) {
  /** Where the page's server is found: another program may have taken the port. */
  let port = new URL(ground.origin).port;
  const kept = new Map<string, string>();
  let events = new EventTarget();
  const location = {
    origin: ground.origin,
    pathname: "/",
    search: "",
    hash: fragment === "" ? "" : `#${fragment}`,
  };
  const load = () => {
    events = new EventTarget();
    const states: BridgeState[] = [];
    const patches: Patch[] = [];
    const bridge = createSocketBridge({
      location,
      history: {
        replaceState: (_state, _unused, url) => (location.hash = new URL(String(url), ground.origin).hash),
      },
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => kept.set(key, value),
        removeItem: (key) => kept.delete(key),
      },
      events,
      openSocket: (url, protocols) => {
        // A bridge never stops retrying, so after its test it gets a socket that never opens.
        if (!url.startsWith(ground.origin.replace("http", "ws")) || isOver)
          return { close: () => undefined } as WebSocket;
        const there = url.replace(new URL(ground.origin).port, port);
        const socket = new NodeSocket(there, protocols, { origin: ground.origin });
        socket.on("error", () => undefined);
        open.push(socket);
        return socket as unknown as WebSocket;
      },
    });
    bridge.onConnected((state) => states.push(state));
    bridge.onPatch((patch) => patches.push(patch));
    return {
      bridge,
      states,
      patches,
      reached: async (state: BridgeState) => {
        await expect.poll(() => states.at(-1)).toBe(state);
      },
    };
  };
  const visit = (hash: string) => {
    location.hash = `#${hash}`;
    events.dispatchEvent(new Event("hashchange"));
  };
  const servedBy = (other: string) => (port = other);
  return { location, kept, load, visit, servedBy };
}

describe("connecting", () => {
  test("the token leaves the address bar at once, and calls are answered", async () => {
    const tab = openTab(ground.token());
    const page = tab.load();
    expect(tab.location.hash).toBe("");
    await page.reached("up");
    expect(page.states).toEqual(["down", "up"]);
    expect(await page.bridge.call("snapshot", {})).toMatchObject({ ok: true, value: { revision: 1 } });
    expect([...tab.kept.values()].join()).toMatch(/^[\w-]{43}$/);
  });

  test("a reload just works", async () => {
    const tab = openTab(ground.token());
    await tab.load().reached("up");
    await tab.load().reached("up");
  });

  test("without a token, and with a used-up one, the page is refused for good", async () => {
    const token = ground.token();
    await openTab(token).load().reached("up");
    await openTab("").load().reached("refused");
    const late = openTab(token).load();
    await late.reached("refused");
    expect(await late.bridge.call("snapshot", {})).toEqual({
      ok: false,
      failure: { code: "page-disconnected", values: {} },
    });
  });

  test("a used-up address does no harm to a tab that has a session", async () => {
    const token = ground.token();
    const tab = openTab(token);
    await tab.load().reached("up");
    tab.location.hash = `#${token}`;
    await tab.load().reached("up");
  });

  test("a refused page connects with a fresh address in the same tab", async () => {
    const tab = openTab("");
    const page = tab.load();
    await page.reached("refused");
    tab.visit(ground.token());
    await page.reached("up");
  });

  test("a fragment that is no token is left alone", async () => {
    const tab = openTab("contacts");
    await tab.load().reached("refused");
    expect(tab.location.hash).toBe("#contacts");
  });
});

describe("once connected", () => {
  test("patches reach each listener in order, until it unsubscribes", async () => {
    const page = openTab(ground.token()).load();
    await page.reached("up");
    const some: number[] = [];
    const stop = page.bridge.onPatch(({ revision }) => {
      some.push(revision);
      if (revision === 2) stop();
    });
    for (const revision of [1, 2, 3]) ground.publish({ revision });
    await expect.poll(() => page.patches.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(some).toEqual([1, 2]);
  });

  test("a lost socket fails the calls in flight, and the bridge reconnects and reports it", async () => {
    const page = openTab(ground.token()).load();
    await page.reached("up");
    const inFlight = page.bridge.call("tryNow", { account: "a@b.example" });
    open.at(-1)?.terminate();
    expect(await inFlight).toEqual({ ok: false, failure: { code: "page-disconnected", values: {} } });
    await expect.poll(() => page.states, { timeout: 3_000 }).toEqual(["down", "up", "down", "up"]);
    expect(await page.bridge.call("snapshot", {})).toMatchObject({ ok: true });
  });

  test("[X3] while Kith is gone the waits grow to five seconds, and after some attempts the page says so", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const page = openTab(ground.token()).load();
      const isUp = new Promise<void>((resolve) =>
        page.bridge.onConnected((state) => state === "up" && resolve()),
      );
      await isUp;
      const closed = ground.server.close();
      // As after a kill: the socket closes without a close frame.
      open.at(-1)?.terminate();
      vi.advanceTimersByTime(1_000);
      await closed;
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 6; attempt += 1) {
        const last = open.at(-1);
        if (last?.readyState !== NodeSocket.CLOSED)
          await new Promise((resolve) => last?.once("close", resolve));
        const { length } = open;
        let waited = 0;
        expect(page.states.at(-1)).toBe(attempt <= 5 ? "down" : "gone");
        while (open.length === length && waited < 10_000) {
          vi.advanceTimersByTime(250);
          waited += 250;
        }
        waits.push(waited);
      }
      expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("[X3] when Kith announces that it is quitting, the page says so at once and keeps trying", async () => {
    const page = openTab(ground.token()).load();
    await page.reached("up");
    await ground.server.close();
    await page.reached("gone");
    const { length } = open;
    await expect.poll(() => open.length, { timeout: 3_000 }).toBeGreaterThan(length);
    expect(page.states).toEqual(["down", "up", "gone"]);
  });

  test("a call for which main would disconnect the page is not sent", async () => {
    const page = openTab(ground.token()).load();
    await page.reached("up");
    const account = "x".repeat(maxCallBytes);
    expect(await page.bridge.call("signOut", { account })).toMatchObject({
      ok: false,
      failure: { code: "bad-command" },
    });
    expect(page.states.at(-1)).toBe("up");
  });
});

describe("somebody else on Kith's port", () => {
  /** A program of somebody else's that answers each message of a page with what `say` makes of it. */
  async function impostor(say: (heard: string, socket: NodeSocket) => void) {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    const heard: string[] = [];
    server.on("connection", (socket) =>
      socket.on("message", (data: Buffer) => {
        heard.push(data.toString());
        say(data.toString(), socket);
      }),
    );
    servers.push(server);
    return { heard, port: String((server.address() as AddressInfo).port) };
  }
  let servers: WebSocketServer[] = [];
  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
  });

  const bits = "A".repeat(43);
  const lies: [string, string | ((heard: string) => string)][] = [
    ["greets the page as Kith once did", '{"kind":"session","token":"x"}'],
    ["lets the page in without a proof", '{"kind":"welcome"}'],
    ["makes a proof up", JSON.stringify({ kind: "challenge", nonce: bits, proof: bits })],
    [
      "sends the page's own words back as a proof",
      (heard) =>
        JSON.stringify({
          kind: "challenge",
          nonce: bits,
          proof: (JSON.parse(heard) as { name: string }).name,
        }),
    ],
    ["says what is no JSON", "<!doctype html>"],
    ["says far too much", "x".repeat(1_000_000)],
    ["answers as if it were called", '{"kind":"answer","id":1,"result":{"ok":true,"value":null}}'],
    ["sends a patch", '{"kind":"patch","patch":{"revision":1}}'],
  ];

  test.each(lies)("[X1] a program that %s learns nothing, and the page leaves it", async (_what, lie) => {
    const tab = openTab(ground.token());
    const page = tab.load();
    await page.reached("up");
    const token = [...tab.kept.values()].join();
    const other = await impostor((heard, socket) => {
      const text = typeof lie === "string" ? lie : lie(heard);
      for (let times = 0; times < 3; times += 1) socket.send(text);
    });
    tab.servedBy(other.port);
    const inFlight = page.bridge.call("tryNow", { account: "a@b.example" });
    open.at(-1)?.terminate();
    await page.reached("impostor");
    expect(await inFlight).toMatchObject({ failure: { code: "page-disconnected" } });
    expect(page.states).toEqual(["down", "up", "down", "impostor"]);
    expect(await page.bridge.call("signOut", { account: "a@b.example" })).toMatchObject({ ok: false });
    const [hello = ""] = other.heard;
    expect(other.heard).toHaveLength(1);
    expect(Object.keys(JSON.parse(hello) as object)).toEqual(["kind", "name", "nonce"]);
    expect(hello).not.toContain(token);
    expect(tab.kept.size).toBe(0);
    // A fresh address of a Kith that has its port back.
    tab.servedBy(new URL(ground.origin).port);
    tab.visit(ground.token());
    await page.reached("up");
  });

  test("[X1] the token of an address is not revealed either", async () => {
    const token = ground.token();
    const tab = openTab(token);
    const other = await impostor((_heard, socket) =>
      socket.send(JSON.stringify({ kind: "challenge", nonce: bits, proof: bits })),
    );
    tab.servedBy(other.port);
    await tab.load().reached("impostor");
    expect(other.heard).toHaveLength(1);
    expect(other.heard[0]).not.toContain(token);
  });

  test("[X1] a program that rejects the page learns nothing, and the page says that it is refused", async () => {
    const tab = openTab(ground.token());
    const page = tab.load();
    await page.reached("up");
    const other = await impostor((_heard, socket) => socket.close(closedRefused));
    tab.servedBy(other.port);
    open.at(-1)?.terminate();
    await page.reached("refused");
    expect(other.heard).toHaveLength(1);
  });

  test.each([
    ["says that it is ending", (socket: NodeSocket) => socket.close(closedEnding)],
    ["hangs up", (socket: NodeSocket) => socket.terminate()],
  ])("[X1] a program that %s before a proof is not believed, and the page retries", async (_what, act) => {
    const tab = openTab(ground.token());
    const page = tab.load();
    await page.reached("up");
    const other = await impostor((_heard, socket) => act(socket));
    tab.servedBy(other.port);
    open.at(-1)?.terminate();
    await expect.poll(() => other.heard.length, { timeout: 5_000 }).toBe(2);
    expect(page.states.at(-1)).toBe("down");
    tab.servedBy(new URL(ground.origin).port);
    await expect.poll(() => page.states.at(-1), { timeout: 5_000 }).toBe("up");
  });

  test("[X3] a program that never answers is given up after ten seconds", async () => {
    const tab = openTab(ground.token());
    const page = tab.load();
    await page.reached("up");
    const other = await impostor(() => undefined);
    tab.servedBy(other.port);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const last = open.at(-1);
      last?.terminate();
      if (last !== undefined) await once(last, "close");
      vi.advanceTimersByTime(500);
      while (other.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(9_999);
      expect(page.states.at(-1)).toBe("down");
      vi.advanceTimersByTime(1);
      expect(page.states.at(-1)).toBe("gone");
    } finally {
      vi.useRealTimers();
    }
  });
});
