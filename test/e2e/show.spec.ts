import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { expect, test, type Account } from "./fixture.ts";

const row = (page: Page, name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name}(,|$)`) });
const names = (page: Page) => page.locator(".row-name");
const choose = async (page: Page, item: string) => {
  await page.getByRole("button", { name: "View" }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("menuitemradio", { name: item, exact: true }).click();
  await expect(page.getByRole("menu")).toHaveCount(0);
};

/** Two friends who see each other with Juliet, at their devices. */
async function friends(
  account: (items?: never[], requests?: never[], name?: string) => Promise<Account>,
): Promise<readonly [Account, Account]> {
  return [await account([], [], "anna"), await account([], [], "berta")];
}

test("[F7] sorted by status, only people who are online; nobody moves under the pointer or the focus", async ({
  page,
  account,
  device,
  server,
  signIn,
}) => {
  const [anna, berta] = await friends(account);
  const juliet = await account([
    { jid: anna.address, name: "Anna", subscription: "both" },
    { jid: berta.address, name: "Berta", subscription: "both" },
    { jid: "zoe@example.test", name: "Zoë", subscription: "none" },
  ]);
  for (const { user } of [anna, berta])
    await server.seedRoster(user, [{ jid: juliet.address, subscription: "both" }], []);
  await signIn(juliet);
  const hers = await device(anna);
  const other = await device(berta);
  await hers.send(`<presence><show>away</show></presence>`);
  await other.send(`<presence><show>dnd</show></presence>`);
  await expect(row(page, "Berta, do not disturb")).toBeVisible();
  await choose(page, "By status");
  await page.mouse.move(2, 2);
  await expect(names(page)).toHaveText(["Anna", "Berta", "Zoë"]);

  await row(page, "Zoë").hover();
  await other.send(`<presence/>`);
  await expect(row(page, "Berta, available")).toBeVisible();
  await expect(names(page)).toHaveText(["Anna", "Berta", "Zoë"]);
  await page.mouse.move(2, 2);
  await expect(names(page)).toHaveText(["Berta", "Anna", "Zoë"]);

  await row(page, "Berta").focus();
  const seen = await row(page, "Berta").boundingBox();
  await other.send(`<presence><show>xa</show></presence>`);
  await expect(row(page, "Berta, extended away")).toBeVisible();
  await expect(names(page)).toHaveText(["Berta", "Anna", "Zoë"]);
  expect(await row(page, "Berta").boundingBox()).toEqual(seen);
  await page.getByRole("searchbox").focus();
  await expect(names(page)).toHaveText(["Anna", "Berta", "Zoë"]);

  await choose(page, "Only people online");
  await page.mouse.move(2, 2);
  await expect(names(page)).toHaveText(["Anna", "Berta"]);
  await expect(page.getByRole("treeitem", { name: "No group, 2 of 3 available" })).toBeVisible();
  await hers.close();
  await other.close();
  await page.getByRole("searchbox").focus();
  await expect(page.getByText("Nobody is online.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("searchbox").fill("zo");
  await expect(row(page, "Zoë")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Show everyone" }).click();
  await expect(names(page)).toHaveCount(3);
});

test.describe("by a clock of its own", () => {
  test.use({ hasOwnPage: true });
  test("[F8] a person who comes or goes is marked for some seconds", async ({
    page,
    account,
    device,
    server,
    signIn,
  }) => {
    const [anna] = await friends(account);
    const juliet = await account([{ jid: anna.address, name: "Anna", subscription: "both" }]);
    await server.seedRoster(anna.user, [{ jid: juliet.address, subscription: "both" }], []);
    await page.clock.install();
    await signIn(juliet);
    await page.clock.fastForward(11_000);
    const hers = await device(anna);
    await expect(row(page, "Anna, available")).toHaveAccessibleDescription("just came online");
    expect(await violations(page)).toEqual([]);
    await page.clock.fastForward(9_000);
    await expect(row(page, "Anna, available")).toHaveAccessibleDescription("");
    await hers.close();
    await expect(row(page, "Anna, offline")).toHaveAccessibleDescription("just went offline");
  });
});
