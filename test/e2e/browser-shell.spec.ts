import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

/* The browser shell as a process of its own, from its first line to its exit code. */

const entry = fileURLToPath(new URL("../../dist/main/browser.js", import.meta.url));
let profile: string;
let children: ChildProcess[];

test.beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-shell-"));
  children = [];
});
test.afterEach(async () => {
  for (const child of children) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  await rm(profile, { recursive: true });
});

function start(args: readonly string[] = ["--no-open"], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [entry, "--profile", profile, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  children.push(child);
  const said: string[] = [];
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => said.push(line));
  return {
    child,
    said,
    url: once(lines, "line").then(([line]) => String(line)),
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, errors })),
  };
}

test("a page connects, is reloaded, is open beside another one, and breaks no policy", async ({
  page,
  context,
}) => {
  const kith = start();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const url = await kith.url;
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(page.url()).toBe(`${new URL(url).origin}/`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

  const second = start();
  const fresh = await second.url;
  expect(await second.ended).toEqual({ code: 0, errors: "" });
  expect(fresh).not.toBe(url);
  expect(new URL(fresh).origin).toBe(new URL(url).origin);
  const other = await context.newPage();
  await other.goto(fresh);
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();

  // An address works once: this page is refused and stores nothing.
  const late = await context.newPage();
  const opened = late.waitForEvent("websocket");
  await late.goto(url);
  const socket = await opened;
  if (!socket.isClosed()) await socket.waitForEvent("close");
  expect(await late.evaluate(() => sessionStorage.length)).toBe(0);
  expect(complaints).toEqual([]);
  expect(kith.said).toEqual([url]);
});

test("a page of another site can neither connect to Kith nor read or frame it", async ({ page }) => {
  const url = await start().url;
  const { host } = new URL(url);
  const stranger = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html><title>stranger</title>",
    );
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  await page.goto(`http://localhost:${(stranger.address() as AddressInfo).port}/`);
  const attempt = await page.evaluate(
    async (host) => ({
      socket: await new Promise((resolve) => {
        const socket = new WebSocket(`ws://${host}/socket`, "kith.2");
        socket.onopen = () => resolve("open");
        socket.onclose = () => resolve("closed");
      }),
      read: await fetch(`http://${host}/`).then(
        () => "read",
        () => "refused",
      ),
    }),
    host,
  );
  expect(attempt).toEqual({ socket: "closed", read: "refused" });
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  stranger.close();
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} ends Kith with status 0 and leaves no socket behind`, async () => {
    const kith = start();
    await kith.url;
    kith.child.kill(signal);
    expect(await kith.ended).toEqual({ code: 0, errors: "" });
    await expect(stat(join(profile, "kith.sock"))).rejects.toThrow("ENOENT");
  });
}

test("after a kill the next start is not taken for a second one", async () => {
  const killed = start();
  await killed.url;
  killed.child.kill("SIGKILL");
  await killed.ended;
  const next = start();
  await next.url;
  next.child.kill("SIGTERM");
  expect((await next.ended).code).toBe(0);
});

test("Kith leaves some seconds after its last page", async ({ page }) => {
  const kith = start();
  await page.goto(await kith.url);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.close();
  const gone = Date.now();
  expect(await kith.ended).toEqual({ code: 0, errors: "" });
  expect(Date.now() - gone).toBeGreaterThan(9_000);
});

test("the browser gets a file that only its owner can read, and no address in its arguments", async () => {
  const bin = join(profile, "bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "xdg-open"),
    `#!/bin/sh\nstat -c %a "$1" > "${bin}/mode"\ncat "$1" > "${bin}/file"\necho "$@" > "${bin}/args"\n`,
    {
      mode: 0o755,
    },
  );
  const kith = start([], { PATH: `${bin}:${process.env["PATH"] ?? ""}` });
  const url = await kith.url;
  const args = () => readFile(join(bin, "args"), "utf8").catch(() => "");
  await expect.poll(args).toMatch(/\/open-[0-9a-f-]{36}\.html\n$/);
  expect((await args()).startsWith(join(profile, "open-"))).toBe(true);
  expect(await readFile(join(bin, "file"), "utf8")).toContain(`url=${url}"`);
  expect(await readFile(join(bin, "mode"), "utf8")).toBe("600\n");
  kith.child.kill("SIGTERM");
  await kith.ended;
  await expect(stat((await args()).trim())).rejects.toThrow("ENOENT");
});

test("where no browser can be opened the person is told", async () => {
  const kith = start([], { PATH: profile });
  await kith.url;
  kith.child.stderr.once("data", () => kith.child.kill("SIGTERM"));
  expect(await kith.ended).toEqual({
    code: 0,
    errors: "No browser could be opened: open the address yourself.\n",
  });
});

test("what cannot be started is said in one sentence", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  expect(await start(["--port", String(port)]).ended).toEqual({
    code: 1,
    errors: `Port ${port} is taken by another program. Choose another with --port.\n`,
  });
  taken.close();
  expect(await start(["--colour"]).ended).toMatchObject({
    code: 2,
    errors: expect.stringMatching(/^Unknown option '--colour'.*\n$/),
  });
  await writeFile(join(profile, "file"), "");
  const noFolder = start(["--profile", join(profile, "file")]);
  expect(await noFolder.ended).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/it is not a folder.*\n$/),
  });
  expect(noFolder.said).toEqual([]);
});
