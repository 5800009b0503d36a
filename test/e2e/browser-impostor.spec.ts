import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import { WebSocketServer } from "ws";

/* Kith was killed, and a program of somebody else's takes its port: what does the page tell it? */

const entry = fileURLToPath(new URL("../../dist/main/browser.js", import.meta.url));
const password = "correct horse battery staple";
let profile: string;
let children: ChildProcess[];
let servers: WebSocketServer[];

test.beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-impostor-"));
  children = [];
  servers = [];
});
test.afterEach(async () => {
  for (const server of servers) {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
  for (const child of children) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  await rm(profile, { recursive: true });
});

async function start(port = "0") {
  const args = [entry, "--no-open", "--profile", profile, ...(port === "0" ? [] : ["--port", port])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = String(line);
  return { child, url, port: new URL(url).port };
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** Takes the port and answers each message with `answer`. Hears all that pages say, the words of the handshake included. */
async function impostor(port: string, answer: (heard: string) => string) {
  const heard: string[] = [];
  const server = new WebSocketServer({ port: Number(port), host: "127.0.0.1" });
  servers.push(server);
  server.on("connection", (socket, request) => {
    heard.push(JSON.stringify(request.rawHeaders));
    socket.on("message", (data: Buffer) => {
      heard.push(data.toString());
      socket.send(answer(data.toString()));
    });
  });
  await once(server, "listening");
  return heard;
}

async function typeIn(page: Page, url: string) {
  await page.goto(url);
  await page.getByLabel("Address").fill("juliet@example.test");
  await page.getByLabel("Password").fill(password);
}

const lies: readonly [string, (heard: string) => string][] = [
  ["greets the page as Kith once did", () => JSON.stringify({ kind: "session", token: "A".repeat(43) })],
  ["lets the page in without a proof", () => JSON.stringify({ kind: "welcome" })],
  [
    "makes a proof up",
    () => JSON.stringify({ kind: "challenge", nonce: "A".repeat(43), proof: "A".repeat(43) }),
  ],
];

for (const [what, lie] of lies) {
  test(`[X1] whoever takes Kith's port and ${what} gets no token and no password`, async ({ page }) => {
    const kith = await start();
    await typeIn(page, kith.url);
    const token = await page.evaluate(() => sessionStorage.getItem("kith.session") ?? "");
    expect(token).toMatch(/^[\w-]{43}$/);
    await end(kith.child, "SIGKILL");
    const heard = await impostor(kith.port, lie);

    await expect(page.getByRole("alert")).toHaveText(/^Another program is answering in Kith/);
    await expect(page.getByLabel("Password")).toHaveCount(0);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    // The handshake and the hello, once.
    expect(heard).toHaveLength(2);
    for (const secret of [token, password, "juliet"]) expect(heard.join()).not.toContain(secret);
  });
}

test("[X3] a page whose Kith was killed says so, and forgets the password that was typed", async ({
  page,
}) => {
  const kith = await start();
  await typeIn(page, kith.url);
  await end(kith.child, "SIGKILL");
  await expect(page.getByRole("alert")).toHaveText(/^Kith was closed or is not responding/, {
    timeout: 30_000,
  });
  await expect(page.getByLabel("Password")).toHaveCount(0);
});

test("[X3] a page notices at once that Kith has ended; the next Kith on the port refuses the page", async ({
  page,
}) => {
  const kith = await start();
  await typeIn(page, kith.url);
  await end(kith.child, "SIGTERM");
  await expect(page.getByRole("alert")).toHaveText(/^Kith was closed/);
  const next = await start(kith.port);
  await expect(page.getByRole("alert")).toHaveText(/^This page can no longer reach Kith/);
  // The address that the new one prints opens it in the same tab.
  await page.goto(next.url);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
