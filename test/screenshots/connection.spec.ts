import { expect, fillSignIn, test } from "../e2e/fixture.ts";
import { loopbackProxy } from "../support/loopback-proxy.ts";
import { narrow, take, usual, wide } from "./camera.ts";

test("connection", async ({ page, account, server, start }) => {
  const between = await loopbackProxy(server.starttlsPort);
  const juliet = await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  await (await start()).open(page);
  await page.setViewportSize(usual);
  await fillSignIn(page, { ...juliet, password: "wrong" }, between.port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await take(page, "connection-sign-in");
  await fillSignIn(page, juliet, between.port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Menu" }).click();
  await take(page, "connection-menu");
  await page.getByRole("menuitem", { name: "Connection…" }).click();
  const log = page.getByRole("region", { name: "What happened" });
  await expect(log).toContainText("The server runs");
  await take(page, "connection");
  await page.setViewportSize(narrow);
  await take(page, "connection-narrow");
  await page.setViewportSize(wide);
  await take(page, "connection-wide");
  await page.setViewportSize(usual);
  await page.keyboard.press("Escape");
  await between.close();
  await expect(page.getByRole("button", { name: "Try now" })).toBeVisible();
  await take(page, "connection-line");
  await page.setViewportSize(narrow);
  await take(page, "connection-line-narrow");
  await page.getByRole("button", { name: "Connection…" }).click();
  await expect(log).toContainText("refused");
  await take(page, "connection-trouble-narrow");
  await page.setViewportSize(usual);
  await take(page, "connection-trouble");
});

test.describe("in German", () => {
  test.use({ hasOwnPage: true });
  test("connection", async ({ page, account, signIn }) => {
    await page.setViewportSize(usual);
    await signIn(await account());
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("menuitem", { name: "Settings…" }).click();
    await page.getByLabel("Language").selectOption("de");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Menü" }).click();
    await page.getByRole("menuitem", { name: "Verbindung…" }).click();
    await expect(page.getByRole("region", { name: "Verlauf" })).toContainText("Auf dem Server");
    await take(page, "connection-german");
    await page.setViewportSize(narrow);
    await take(page, "connection-german-narrow");
  });
});
