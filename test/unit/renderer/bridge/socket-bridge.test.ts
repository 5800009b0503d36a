import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { maxCallBytes, type BridgeState } from "../../../../app/contract.ts";
import type { Patch } from "../../../../app/patch.ts";
import { createSocketBridge } from "../../../../renderer/bridge/socket-bridge.ts";
import { startGround, type Ground } from "../../main/browser/shell-ground.ts";

/* The page's bridge against the real browser shell; of the browser only the window is stood in for. */

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
        // A bridge never gives up: that of a test that is over gets a socket that never opens.
        if (!url.startsWith(ground.origin.replace("http", "ws")) || isOver) return {} as WebSocket;
        const socket = new NodeSocket(url, protocols, { origin: ground.origin });
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
  return { location, kept, load, visit };
}

describe("getting in", () => {
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

  test("without a token, and with a spent one, the page is refused for good", async () => {
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

  test("a spent address does no harm to a tab that is let in", async () => {
    const token = ground.token();
    const tab = openTab(token);
    await tab.load().reached("up");
    tab.location.hash = `#${token}`;
    await tab.load().reached("up");
  });

  test("a refused page gets in by a fresh address in the same tab", async () => {
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

describe("once in", () => {
  test("patches come in order, to whoever listens, until they stop", async () => {
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

  test("a lost socket answers what is in flight, comes back by itself and says so", async () => {
    const page = openTab(ground.token()).load();
    await page.reached("up");
    const inFlight = page.bridge.call("tryNow", { account: "a@b.example" });
    open.at(-1)?.terminate();
    expect(await inFlight).toEqual({ ok: false, failure: { code: "page-disconnected", values: {} } });
    await expect.poll(() => page.states, { timeout: 3_000 }).toEqual(["down", "up", "down", "up"]);
    expect(await page.bridge.call("snapshot", {})).toMatchObject({ ok: true });
  });

  test("while Kith is gone the waits grow to five seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const page = openTab(ground.token()).load();
      const isUp = new Promise<void>((resolve) =>
        page.bridge.onConnected((state) => state === "up" && resolve()),
      );
      await isUp;
      await ground.server.close();
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 6; attempt += 1) {
        const last = open.at(-1);
        if (last?.readyState !== NodeSocket.CLOSED)
          await new Promise((resolve) => last?.once("close", resolve));
        const { length } = open;
        let waited = 0;
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

  test("a call that main would cut the page off for is not made", async () => {
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
