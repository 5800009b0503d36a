import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { startKithProcess, usualSurroundings } from "../support/electron/page/kith-process.ts";
import { loopbackProxy } from "../support/loopback-proxy.ts";
import { expect, fillSignIn, signInAt, test } from "./desktop.ts";
import { changeElsewhere } from "./organise.ts";
import type { StandInKith } from "./shells/stand-in.ts";

/* The desktop shell: the window and its place, the menu, one process per profile, quitting. */

const laptop = { x: 0, y: 0, width: 1280, height: 800 };
const beside = { x: 1280, y: 0, width: 1920, height: 1080 };

const romeo = { jid: "romeo@example.test", name: "Romeo", subscription: "none" } as const;

const signInHeading = (page: Page) => page.getByRole("heading", { name: "Sign in" });

async function open(kith: StandInKith, page: Page): Promise<void> {
  await kith.open(page);
  await expect(signInHeading(page)).toBeVisible();
}

async function openChatWithRomeo(page: Page): Promise<void> {
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("Enter");
}

test("the window opens where it was, or on another screen if its own is gone", async ({
  page,
  startWindow,
}) => {
  const kith = await startWindow({ displays: [laptop, beside] });
  await open(kith, page);
  await kith.process.ask("place", { x: 2000, y: 100, width: 400, height: 600 });
  await kith.stop();

  const again = await startWindow({ displays: [laptop, beside] }, kith.profile);
  await open(again, page);
  expect((await again.process.ask("window"))?.bounds).toEqual({ x: 2000, y: 100, width: 400, height: 600 });
  await again.process.ask("unplug", 1);
  expect((await again.process.ask("window"))?.bounds).toEqual({ x: 880, y: 100, width: 400, height: 600 });
  await again.process.ask("place", { x: 2000, y: 100, width: 400, height: 600 });
  await again.stop();

  const alone = await startWindow({ displays: [laptop] }, kith.profile);
  await open(alone, page);
  expect((await alone.process.ask("window"))?.bounds).toEqual({ x: 880, y: 100, width: 400, height: 600 });
});

test("the window is shown once the page has rendered", async ({ page, startWindow }) => {
  const kith = await startWindow();
  await open(kith, page);
  await expect.poll(async () => (await kith.process.ask("window"))?.isVisible).toBe(true);
});

for (const [flags, code, said] of [
  [["--help"], 0, ""],
  [["--browser", "--version"], 0, ""],
  [["--no-such-flag"], 2, "Unknown option '--no-such-flag'"],
] as const) {
  test(`${flags.join(" ")} is answered without opening a window`, async () => {
    const kith = startKithProcess(flags, {}, usualSurroundings);
    expect(await kith.ended).toBe(code);
    expect(kith.errors()).toContain(said);
  });
}

test("[D10] a second start brings the open window to the front and exits", async ({ page, startWindow }) => {
  const first = await startWindow();
  await open(first, page);
  await first.process.ask("minimize");
  const second = await startWindow({}, first.profile);
  expect(await second.process.ended).toBe(0);
  await expect
    .poll(() => first.process.ask("window"))
    .toMatchObject({ isMinimized: false, isVisible: true, timesFocused: 1 });
  expect(first.isRunning()).toBe(true);
  expect(second.errors()).toBe("");
});

test("[D10] neither a lock that a dead Kith left nor a profile of odd files keeps the window from opening", async ({
  page,
  startWindow,
}, testInfo) => {
  const profile = testInfo.outputPath("profile");
  await mkdir(join(profile, "window"), { recursive: true });
  // As if another program now had the process id of the dead one.
  await symlink(String(process.pid), join(profile, "window", "SingletonLock"));
  await mkdir(join(profile, "window", "SingletonLock-notes"));
  await writeFile(join(profile, "kith.lock"), "");
  const kith = await startWindow({}, profile);
  await open(kith, page);
  expect(kith.isRunning()).toBe(true);
});

const ways: Readonly<Record<string, (kith: StandInKith) => Promise<unknown>>> = {
  "quitting by the menu": (kith) => kith.process.ask("choose", ["File", "Quit Kith"]),
  "closing the window": (kith) => kith.process.ask("closeWindow"),
  "the end of a session on Windows": (kith) => kith.process.ask("endSession"),
  "a machine that goes down": async (kith) => {
    await kith.process.ask("shutDown");
    await expect.poll(() => kith.process.recorded("powerMonitor.shutdown")).toEqual([true]);
  },
};
for (const [way, leave] of Object.entries(ways)) {
  test(`[P1] ${way} sends unavailable presence to the server`, async ({
    page,
    account,
    device,
    server,
    startWindow,
  }) => {
    const juliet = await account();
    const kith = await startWindow();
    await open(kith, page);
    await signInAt(page, juliet, server.starttlsPort);
    const other = await device(juliet);
    await leave(kith);
    await other.waitFor((one) => one.name === "presence" && one.attrs["type"] === "unavailable");
    expect(await kith.process.ended).toBe(0);
  });
}

test("[D17] after waking, Kith checks at once whether its connection survived", async ({
  page,
  account,
  device,
  server,
  startWindow,
}) => {
  const between = await loopbackProxy(server.starttlsPort);
  const juliet = await account();
  const kith = await startWindow();
  await open(kith, page);
  await signInAt(page, juliet, between.port);
  between.freeze();
  const other = await device(juliet);
  await changeElsewhere(other, { jid: "paris@example.test", name: "Paris" });
  await kith.process.ask("wake");
  // Without that event, Kith would check a silent connection only after a minute.
  await expect(page.getByRole("treeitem", { name: /^Paris,/ })).toBeVisible({ timeout: 25_000 });
  await between.close();
});

test("a silent server does not keep Kith from quitting", async ({ page, account, server, startWindow }) => {
  const sockets: Socket[] = [];
  const between = createServer((near) => {
    const far = connect(server.starttlsPort, "127.0.0.1");
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
    near.pipe(far).pipe(near);
    sockets.push(near, far);
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const kith = await startWindow();
  await open(kith, page);
  await signInAt(page, await account(), (between.address() as AddressInfo).port);
  for (const socket of sockets) socket.unpipe().pause();
  const asked = performance.now();
  await kith.process.ask("choose", ["File", "Quit Kith"]);
  expect(await kith.process.ended).toBe(0);
  // The rule is two seconds; a busy machine needs longer for everything before and after.
  expect(performance.now() - asked).toBeLessThan(15_000);
  for (const socket of sockets) socket.destroy();
  between.close();
});

test("[L1] the menu speaks the language that was chosen at once", async ({
  page,
  account,
  server,
  startWindow,
}) => {
  const kith = await startWindow();
  await open(kith, page);
  await signInAt(page, await account([romeo]), server.starttlsPort);
  await kith.process.ask("choose", ["File", "Settings…"]);
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Einstellungen" })).toBeVisible();
  expect(await kith.process.ask("isEnabled", ["Datei", "Kontakt hinzufügen…"])).toBe(true);
  await page.getByRole("button", { name: "Schließen" }).click();
  await page.getByRole("button", { name: "Menü" }).click();
  await expect(page.getByRole("menuitem", { name: "Abmelden" })).toBeVisible();
});

test("[C7] the menu acts in the page; entries about the list are enabled only while the list is shown", async ({
  page,
  account,
  server,
  startWindow,
}) => {
  const kith = await startWindow();
  await open(kith, page);
  const choose = (...path: string[]) => kith.process.ask("choose", path);
  const isEnabled = (...path: string[]) => kith.process.ask("isEnabled", path);
  expect(await isEnabled("File", "Add contact…")).toBe(false);
  for (const [entry, name] of [
    ["About Kith", "About Kith"],
    ["Connection…", "Connection"],
  ] as const) {
    await choose("Help", entry);
    await expect(page.getByRole("dialog", { name })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }

  await signInAt(page, await account([romeo]), server.starttlsPort);
  await expect.poll(() => isEnabled("File", "Add contact…")).toBe(true);
  for (const [path, name] of [
    [["File", "Add contact…"], "Add contact"],
    [["File", "Settings…"], "Settings"],
  ] as const) {
    await choose(...path);
    await expect(page.getByRole("dialog", { name })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.getByRole("treeitem", { name: /^Romeo,/ }).click();
  await choose("Edit", "Select all");
  await expect(page.getByRole("region", { name: "Selection" })).toContainText("1 person selected");
  await page.keyboard.press("Delete");
  await choose("Edit", "Undo");
  await expect(page.getByRole("region", { name: "Changes" })).toContainText("Romeo is back");
  await choose("Edit", "Search contacts");
  const search = page.getByRole("searchbox", { name: "Search contacts" });
  await expect(search).toBeFocused();
  // In a text field the same entries act on the text.
  await page.keyboard.type("Rom");
  await choose("Edit", "Undo");
  await expect(search).not.toHaveValue("Rom");
  await expect(page.getByRole("region", { name: "Changes" })).toContainText("Romeo is back");
  await choose("File", "Sign out");
  await expect(signInHeading(page)).toBeVisible();
});

test("a reloaded page shows everything again, and receives later changes", async ({
  page,
  account,
  device,
  server,
  startWindow,
}) => {
  const juliet = await account([romeo]);
  const kith = await startWindow();
  await open(kith, page);
  await signInAt(page, juliet, server.starttlsPort);
  await page.reload();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  const other = await device(juliet);
  await changeElsewhere(other, { jid: "romeo@example.test", name: "Montague" });
  await expect(page.getByRole("treeitem", { name: /^Montague,/ })).toBeVisible();
});

test("a page whose process crashed is reloaded; if it crashes again soon, the person is asked", async ({
  page,
  startWindow,
}) => {
  const kith = await startWindow({ dialogAnswer: 0 });
  await open(kith, page);
  const crash = async () => {
    const loaded = page.waitForEvent("load");
    await kith.process.ask("crash", { reason: "crashed", exitCode: 139 });
    await loaded;
    await expect(signInHeading(page)).toBeVisible();
  };
  await crash();
  expect(kith.process.recorded("dialog.showMessageBox")).toEqual([]);
  await crash();
  expect(kith.process.recorded("dialog.showMessageBox")).toMatchObject([{ buttons: ["Open again", "Quit"] }]);
  expect(kith.isRunning()).toBe(true);
});

test("and Kith quits if the person chooses that", async ({ page, startWindow }) => {
  const kith = await startWindow({ dialogAnswer: 1 });
  await open(kith, page);
  const loaded = page.waitForEvent("load");
  await kith.process.ask("crash", { reason: "oom", exitCode: 1 });
  await loaded;
  await kith.process.ask("crash", { reason: "oom", exitCode: 1 });
  expect(await kith.process.ended).toBe(0);
});

test("[D12] stays signed in across a restart, and nothing on disk says the password", async ({
  page,
  account,
  server,
  startWindow,
}) => {
  const juliet = await account();
  const kith = await startWindow();
  await open(kith, page);
  await fillSignIn(page, juliet, server.starttlsPort);
  await page.getByRole("checkbox", { name: "Stay signed in" }).check();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
  await kith.stop();
  for (const file of await readdir(kith.profile, { withFileTypes: true })) {
    if (file.isFile())
      expect(await readFile(join(kith.profile, file.name), "utf8")).not.toContain(juliet.password);
  }
  const again = await startWindow({}, kith.profile);
  await again.open(page);
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
  await again.stop();

  const elsewhere = await startWindow({ keyring: "another machine" }, kith.profile);
  await elsewhere.open(page);
  await expect(page.getByLabel("Password")).toBeVisible();
  await expect(page.getByRole("alert")).toBeVisible();
});

test("[D12] a person who unticked Stay signed in finds it unticked the next time", async ({
  page,
  account,
  server,
  startWindow,
}) => {
  const kith = await startWindow();
  await open(kith, page);
  const stay = page.getByRole("checkbox", { name: "Stay signed in" });
  await expect(stay).toBeChecked();
  await fillSignIn(page, await account(), server.starttlsPort);
  await expect(stay).not.toBeChecked();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
  await kith.stop();
  await open(await startWindow({}, kith.profile), page);
  await expect(stay).not.toBeChecked();
});

test("[D12] is not offered if the stored password would be readable by everybody", async ({
  page,
  startWindow,
}) => {
  await open(await startWindow({ storage: "basic_text" }), page);
  await expect(page.getByRole("checkbox", { name: "Stay signed in" })).toHaveCount(0);
});

test("[D16] if Kith is the system's program for these links, the person is told", async ({
  page,
  account,
  server,
  startWindow,
}) => {
  const kith = await startWindow({ chatProgram: "kith.desktop" });
  await open(kith, page);
  await signInAt(page, await account([romeo]), server.starttlsPort);
  await openChatWithRomeo(page);
  await expect
    .poll(() => kith.process.recorded("dialog.showMessageBox"))
    .toMatchObject([{ message: "No chat program was opened." }]);
  expect(kith.process.recorded("shell.openExternal")).toEqual([]);
});

test("[P1] quitting while signing in ends Kith as well", async ({ page, account, startWindow }) => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket.on("error", () => socket.destroy())));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const kith = await startWindow();
  await open(kith, page);
  await fillSignIn(page, await account(), (silent.address() as AddressInfo).port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect.poll(() => sockets.length).toBe(1);
  await kith.process.ask("choose", ["File", "Quit Kith"]);
  expect(await kith.process.ended).toBe(0);
  expect(kith.errors()).toBe("");
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test("the page's own link to a conversation reaches the system's chat program", async ({
  page,
  account,
  server,
  startWindow,
}) => {
  const kith = await startWindow();
  await open(kith, page);
  await signInAt(page, await account([romeo]), server.starttlsPort);
  await openChatWithRomeo(page);
  await expect
    .poll(() => kith.process.recorded("shell.openExternal"))
    .toEqual(["xmpp:romeo@example.test?message"]);
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
});
