import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { extractAll } from "@electron/asar";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Bridge } from "../../app/contract.ts";
import type { Snapshot } from "../../app/patch.ts";
import { createSocketBridge } from "../../renderer/bridge/socket-bridge.ts";
import { startProsody } from "../servers/prosody.ts";
import { scratchFolder } from "../servers/scratch-folder.ts";
import { archiveOf, platforms } from "./archive.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test.each(platforms)(
  "[K7] the archive for %s, taken out and started by plain Node, signs in and knows the contacts",
  async (platform) => {
    const server = await startProsody();
    ends.push(server.stop);
    await server.addAccount("juliet", "secret");
    await server.seedRoster("juliet", [
      { jid: "nurse@example.test", name: "Nurse", groups: ["House"], subscription: "both" },
      { jid: "romeo@example.test", name: "Romeo", subscription: "to" },
    ]);
    // Far from this repository, whose node_modules would be found.
    const folder = scratchFolder("packed");
    ends.push(folder.remove);
    extractAll(archiveOf(platform), join(folder.path, "app"));
    const authority = join(folder.path, "authority.pem");
    writeFileSync(authority, server.authority);

    const { child, url } = await start(folder.path, authority);
    const page = await fetch(new URL("/", url));
    expect(await page.text()).toContain("<title>Kith</title>");
    const { bridge, isUp } = open(url);
    await isUp;
    const answer = await bridge.call("signIn", {
      address: "juliet@example.test",
      password: "secret",
      staySignedIn: false,
      server: { host: "127.0.0.1", port: server.starttlsPort, security: "starttls" },
    });
    expect(answer).toEqual({ ok: true, value: null });
    expect(await contactsOf(bridge)).toEqual(["Nurse", "Romeo"]);

    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(0);
  },
);

test("[K10] the packed program's own entry has no way but its window: without Electron it ends and opens no page", async () => {
  const folder = scratchFolder("packed");
  ends.push(folder.remove);
  extractAll(archiveOf("linux"), folder.path);
  const { main } = JSON.parse(readFileSync(join(folder.path, "package.json"), "utf8")) as { main: string };
  const child = spawn(process.execPath, [main, "--no-open", "--profile", join(folder.path, "profile")], {
    cwd: folder.path,
    env: {},
    stdio: ["ignore", "pipe", "pipe"],
  });
  ends.push(() => child.kill("SIGKILL"));
  let said = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect(said).toBe("");
  expect(errors).toContain("Cannot find package 'electron'");
  expect(code).toBe(1);
});

/** With no more of this process's environment than a program needs to be found. */
async function start(folder: string, authority: string): Promise<{ child: ChildProcess; url: string }> {
  const entry = join(folder, "app", "dist", "main", "browser.js");
  const child = spawn(process.execPath, [entry, "--no-open", "--profile", join(folder, "profile")], {
    cwd: folder,
    env: { NODE_EXTRA_CA_CERTS: authority },
    stdio: ["ignore", "pipe", "pipe"],
  });
  ends.push(() => child.kill("SIGKILL"));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) return { child, url: line };
  throw new Error(`the packed program printed no URL: ${errors}`);
}

/** The page's own bridge, in the surroundings that a browser would give it. */
function open(url: string): { bridge: Bridge; isUp: Promise<void> } {
  const { origin, hash } = new URL(url);
  const stored = new Map<string, string>();
  const bridge = createSocketBridge({
    location: { origin, hash, pathname: "/", search: "" },
    history: { replaceState: () => undefined },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    events: new EventTarget(),
    openSocket: (address, protocols) => {
      const socket = new WebSocket(address, protocols, { origin });
      // The program has left before the bridge knows it.
      socket.on("error", () => undefined);
      ends.push(() => socket.terminate());
      return socket as unknown as globalThis.WebSocket;
    },
  });
  const isUp = new Promise<void>((resolve) => bridge.onConnected((state) => state === "up" && resolve()));
  return { bridge, isUp };
}

/** The names on the list, as soon as the list is there. */
function contactsOf(bridge: Bridge): Promise<string[]> {
  return new Promise((resolve) => {
    const look = async () => {
      const result = await bridge.call("snapshot", {});
      const snapshot: Snapshot | null = result.ok ? result.value : null;
      const contacts = snapshot?.accounts[0]?.contacts ?? [];
      if (contacts.length > 0) resolve(contacts.map(({ name }) => name).sort());
    };
    bridge.onPatch(() => void look());
    void look();
  });
}
