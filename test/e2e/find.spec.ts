import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";

const cast = [
  { jid: "romeo@montague.test", name: "Romeo", groups: ["Friends", "Verona"], subscription: "both" as const },
  { jid: "nurse@capulet.test", name: "Nurse", groups: ["Family"], subscription: "to" as const },
  { jid: "zoe@example.test", name: "Zoë", subscription: "none" as const, ask: true },
  {
    jid: "shahrazad@baghdad.test",
    name: "مُحَمَّد بن الوزير",
    groups: ["أصدقاء"],
    subscription: "none" as const,
  },
  {
    jid: "mercutio@verona.test",
    name: "Mercutio (a+)+$",
    groups: ["Friends"],
    subscription: "none" as const,
  },
];
const crowd = Array.from({ length: 60 }, (_, index) => ({
  jid: `person${index}@crowd.test`,
  name: `Person ${String(index).padStart(2, "0")}`,
  groups: ["Zany crowd"],
  subscription: "none" as const,
}));

const search = (page: Page) => page.getByRole("searchbox", { name: "Search contacts" });
const row = (page: Page, name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name}`) });
const marks = (page: Page) => page.getByRole("tree").locator("mark");

test("[F2] [F4] typing finds by name, address and group, marks the matches and says how many people", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(cast));
  await search(page).fill("rom");
  await expect(row(page, "Romeo,")).toHaveCount(2);
  await expect(row(page, "Nurse,")).toHaveCount(0);
  await expect(row(page, "Verona, 0 of 1 available")).toBeVisible();
  await expect(row(page, "Friends, 0 of 2 available")).toBeVisible();
  await expect(marks(page)).toHaveText(["Rom", "Rom"]);
  await expect(page.getByText("1 of 5", { exact: true })).toBeVisible();
  await search(page).fill("CAPULET.TEST");
  await expect(row(page, "Nurse,")).toContainText("nurse@capulet.test");
  await expect(marks(page)).toHaveText(["capulet.test"]);
  await expect(page.getByText("1 of 5", { exact: true })).toBeVisible();
  await search(page).fill("verona");
  await expect(row(page, "Verona,").locator("mark")).toHaveText(["Verona"]);
  await expect(page.getByRole("treeitem", { level: 2 })).toHaveCount(2);
  await search(page).fill("محمد");
  await expect(marks(page)).toHaveText(["مُحَمَّد"]);
  await search(page).fill("(a+)+$");
  await expect(row(page, "Mercutio")).toBeVisible();
  await expect(marks(page)).toHaveText(["(a+)+$"]);
  expect(await violations(page)).toEqual([]);
});

test("[F2] finds people by their status messages, also when these change", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const romeo = await account([], [], "romeo");
  const juliet = await account([{ jid: romeo.address, name: "Romeo", subscription: "none" }]);
  await signIn(juliet);
  const his = await device(romeo);
  await row(page, "Romeo,").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Ask to see their status" }).click();
  await his.waitFor((one) => one.attrs["type"] === "subscribe");
  await his.send(`<presence type="subscribed" to="${juliet.address}"/>`);
  await his.send(`<presence><show>away</show><status>In the orchard</status></presence>`);
  await search(page).fill("status:away orch");
  await expect(row(page, "Romeo, away, In the orchard")).toBeVisible();
  await expect(marks(page)).toHaveText(["orch"]);
  await his.send(`<presence><show>dnd</show><status>In the orchard</status></presence>`);
  await expect(page.getByText("Nobody matches “status:away orch”.")).toBeVisible();
});

test("[F6] Escape restores collapsed groups, selection, scroll position and focus, from the box and from the list", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account([...cast, ...crowd]));
  await row(page, "Friends,").click();
  await expect(row(page, "Friends,")).toHaveAttribute("aria-expanded", "false");
  await row(page, "Family,").focus();
  await page.keyboard.type("person 44");
  await expect(row(page, "Person 44,")).toBeFocused();
  const tree = page.getByRole("tree");
  const scrolled = await tree.evaluate((element) => element.scrollTop);
  expect(scrolled).toBeGreaterThan(500);

  for (const where of ["the box", "the list"] as const) {
    await page.keyboard.press("ControlOrMeta+f");
    await page.keyboard.type("mercutio");
    await expect(row(page, "Mercutio")).toBeVisible();
    await expect(row(page, "Friends,")).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("ArrowDown");
    await expect(row(page, "Mercutio")).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect(row(page, "Friends,")).toHaveAttribute("aria-expanded", "false");
    if (where === "the box") await search(page).focus();
    await page.keyboard.press("Escape");
    await expect(row(page, "Person 44,")).toBeFocused();
    await expect(row(page, "Person 44,")).toHaveAttribute("aria-selected", "true");
    expect(await tree.evaluate((element) => element.scrollTop)).toBe(scrolled);
    await expect(search(page)).toHaveValue("");
    await expect(row(page, "Mercutio")).toHaveCount(0);
  }
});

test("[F6] Enter opens the first person found", async ({ page, account, signIn }) => {
  await signIn(await account(cast));
  await page.evaluate(() => {
    document.addEventListener(
      "click",
      (event) => {
        if (!(event.target instanceof HTMLAnchorElement)) return;
        event.preventDefault();
        document.title = event.target.href;
      },
      true,
    );
    // A click on a detached link reaches no listener of the document.
    HTMLAnchorElement.prototype.click = function () {
      document.body.append(this);
      this.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      this.remove();
    };
  });
  await search(page).fill("nur");
  await expect(row(page, "Nurse,")).toBeVisible();
  await search(page).press("Enter");
  await expect(page).toHaveTitle("xmpp:nurse@capulet.test?message");
});

test("[F6] a search without a match says so, and can be cleared", async ({ page, account, signIn }) => {
  await signIn(await account(cast));
  await search(page).fill("x".repeat(10_000));
  await expect(page.getByText(/^Nobody matches “x{80}…”\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Clear search" }).click();
  await expect(row(page, "Nurse,")).toBeVisible();
  await expect(search(page)).toBeFocused();
  await expect(search(page)).toHaveValue("");
});

test("[F3] operators are suggested, chosen with the arrow keys, and never between the box and the list", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(cast));
  const options = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await page.getByRole("button", { name: "Search filters" }).click();
  await expect(options).toHaveText([/^status:/, /^group:/, /^is:/]);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(options.nth(2)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(search(page)).toHaveValue("is:");
  await expect(options.first()).toContainText("is:waiting");
  await page.keyboard.type("o");
  await expect(options).toHaveText([/^is:one-sided/]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(search(page)).toHaveValue("is:one-sided ");
  await expect(options).toHaveCount(0);
  await expect(row(page, "Nurse,")).toBeVisible();
  await expect(page.getByRole("treeitem", { level: 2 })).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(row(page, "Nurse,")).toBeFocused();
  await page.keyboard.press("Escape");

  await search(page).fill("gr");
  await expect(options).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await expect(search(page)).toHaveValue("gr");
  await search(page).fill("group:fri");
  await options.first().click();
  await expect(search(page)).toHaveValue("group:Friends ");
  await expect(search(page)).toBeFocused();
  await expect(row(page, "Romeo,")).toHaveCount(1);
  await expect(page.getByText("2 of 5")).toBeVisible();
});
