import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";

const cast = [
  { jid: "romeo@example.test", name: "Romeo", groups: ["Freunde"], subscription: "none" as const, ask: true },
];

test("[L1] a chosen language applies at once, and after a restart on the sign-in page already", async ({
  page,
  account,
  signIn,
  start,
}) => {
  const kith = await signIn(await account(cast));
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Settings…" }).click();
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Einstellungen" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Schließen" }).click();
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, Anfrage noch nicht angenommen" }),
  ).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "Freunde, 0 von 1 verfügbar" })).toBeVisible();
  await page.getByRole("searchbox", { name: "Kontakte suchen" }).fill("is:waiting");
  await expect(page.getByText("1 von 1", { exact: true })).toBeVisible();
  await kith.stop();
  await (await start(kith.profile)).open(page);
  await expect(page.getByRole("heading", { name: "Bei Kith anmelden" })).toBeVisible();
  await expect(page.getByLabel("Passwort")).toBeVisible();
});

test.describe("where the system speaks German", () => {
  test.use({ locale: "de-AT", hasOwnPage: true });
  test("[L1] the page does too", async ({ page, start }) => {
    await (await start()).open(page);
    await expect(page.getByRole("heading", { name: "Bei Kith anmelden" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "de-AT");
  });
});
