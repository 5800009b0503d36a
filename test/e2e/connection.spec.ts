import type { Page } from "@playwright/test";
import { loopbackProxy } from "../support/loopback-proxy.ts";
import { violations } from "./axe.ts";
import { expect, fillSignIn, signInAt, test } from "./fixture.ts";

const dialog = (page: Page) => page.getByRole("dialog", { name: "Connection" });
const log = (page: Page) => dialog(page).getByRole("region", { name: "What happened" });
const first = (page: Page) => log(page).getByRole("listitem").first();

test("[C7] the menu opens the log of a sign-in, newest first, with the facts of the connection", async ({
  page,
  account,
  server,
  signIn,
}) => {
  const juliet = await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  await signIn(juliet);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Connection…" }).click();
  await expect(dialog(page)).toBeVisible();
  await expect(dialog(page).getByRole("definition").first()).toHaveText(juliet.address);
  await expect(dialog(page)).toContainText(`127.0.0.1:${server.starttlsPort}`);
  await expect(dialog(page)).toContainText("TLS 1.3, STARTTLS");
  await expect(dialog(page)).toContainText(/SCRAM-SHA-/);
  await expect(log(page).getByRole("listitem").last()).toContainText("Connecting to example.test.");
  await expect(log(page)).toContainText("Received the contact list: 1 contact.");
  if (server.kind === "prosody") await expect(first(page)).toContainText("The server runs Prosody");
});

test("[C7] by keyboard alone: the log takes the focus and scrolls, Escape closes, and the focus returns", async ({
  page,
  account,
  signIn,
}) => {
  await page.setViewportSize({ width: 280, height: 480 });
  await signIn(await account());
  const menu = page.getByRole("button", { name: "Menu" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Connection…" })).toBeVisible();
  await page.keyboard.type("Conn");
  await page.keyboard.press("Enter");
  await expect(log(page)).toBeVisible();
  await log(page).focus();
  await expect(log(page)).toBeFocused();
  await page.keyboard.press("End");
  await expect.poll(() => log(page).evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  const sizes = await dialog(page).evaluate((element) => [element.scrollWidth, element.clientWidth]);
  expect(sizes[0]).toBe(sizes[1]);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(menu).toBeFocused();
});

test("[C7] [C2] a sign-in that fails leads to the log, and the report can be copied", async ({
  page,
  context,
  account,
  server,
  start,
}) => {
  await context.grantPermissions(["clipboard-read"]);
  const juliet = await account();
  await (await start()).open(page);
  await fillSignIn(page, { ...juliet, password: "wrong horse" }, server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByRole("button", { name: "Connection…" }).click();
  await expect(first(page)).toContainText("Could not sign in.");
  await expect(first(page)).toContainText("not-authorized");
  await dialog(page).getByRole("button", { name: "Copy report" }).click();
  await expect(dialog(page).getByRole("button", { name: "Report copied" })).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^Kith \d.* \((desktop|browser)\), \S/);
  expect(report).toContain("j…@example.test");
  expect(report).toContain("[connect-failed code=not-authorized condition=not-authorized");
  expect(report).not.toMatch(new RegExp(`${juliet.user}|wrong horse`));
});

test("[C7] while Kith reconnects, the status line opens the log, which is updated while it is open", async ({
  page,
  account,
  server,
  start,
}) => {
  const between = await loopbackProxy(server.starttlsPort);
  await (await start()).open(page);
  await signInAt(page, await account(), between.port);
  await between.close();
  await page.getByRole("button", { name: "Connection…" }).click();
  await expect(first(page)).toContainText(/Waiting \d+ seconds? before the next attempt\./);
  await expect(log(page)).toContainText("The connection was lost.");
  const events = await log(page).getByRole("listitem").count();
  await expect.poll(() => log(page).getByRole("listitem").count()).toBeGreaterThan(events);
  await expect(log(page)).toContainText("connection-refused · ECONNREFUSED");
});

test("[C8] --verbose prints what happens, as the report has it", async ({ page, account, server, start }) => {
  const juliet = await account();
  const kith = await start(undefined, ["--verbose"]);
  await kith.open(page);
  await signInAt(page, juliet, server.starttlsPort);
  await expect
    .poll(() => kith.errors())
    .toContain(" j…@example.test Received the contact list: no contacts. [list-received isChanged=true");
  expect(kith.errors()).not.toContain(juliet.user);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the log, ${colorScheme}`, async ({ page, account, server, start }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await (await start()).open(page);
    await fillSignIn(page, { ...(await account()), password: "wrong" }, server.starttlsPort);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Connection…" }).click();
    await expect(log(page)).toContainText("Could not sign in.");
    expect(await violations(page)).toEqual([]);
  });
}
