import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";

const crowd = Array.from({ length: 60 }, (_, index) => ({
  jid: `person${index}@example.test`,
  name: `Person ${index}`,
  groups: [index < 40 ? "Family" : "Friends"],
  subscription: "none" as const,
}));
const focused = (page: Page) => page.locator('[role="treeitem"]:focus');
/** Where the row in focus is, as it is spoken. */
const place = (page: Page) =>
  focused(page).evaluate((row) =>
    ["aria-level", "aria-posinset", "aria-setsize", "aria-expanded"].map((name) => row.getAttribute(name)),
  );
/** The rows of the list there is room for, the headings that stick not counted. */
const inSight = (page: Page) => page.getByRole("tree").evaluate((tree) => Math.floor(tree.clientHeight / 44));

test("[F12] every row has its level, position and set size, and a heading whether it is expanded, also off screen", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(crowd));
  await page.getByRole("treeitem", { name: /^Family,/ }).focus();
  expect(await place(page)).toEqual(["1", "1", "2", "true"]);
  await page.keyboard.press("ArrowDown");
  expect(await place(page)).toEqual(["2", "1", "40", null]);
  await page.keyboard.press("End");
  await expect(focused(page)).toHaveAccessibleName(/^Person 59,/);
  expect(await place(page)).toEqual(["2", "20", "20", null]);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(focused(page)).toHaveAttribute("aria-expanded", "false");
  expect(await place(page)).toEqual(["1", "2", "2", "false"]);
});

test("[F12] Page Down and Page Up move by one window, and the focused row is in view", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(crowd));
  await page.getByRole("treeitem", { name: /^Family,/ }).focus();
  const step = await inSight(page);
  await page.keyboard.press("PageDown");
  await expect(focused(page)).toBeInViewport({ ratio: 1 });
  const far = Number((await place(page))[1]);
  expect(far).toBeGreaterThan(step / 2);
  expect(far).toBeLessThanOrEqual(step);
  for (let count = 0; count < 20; count += 1) await page.keyboard.press("PageDown");
  await expect(focused(page)).toHaveAccessibleName(/^Person 59,/);
  await expect(focused(page)).toBeInViewport({ ratio: 1 });
  for (let count = 0; count < 20; count += 1) await page.keyboard.press("PageUp");
  await expect(focused(page)).toHaveAccessibleName(/^Family,/);
  await expect(page.getByRole("tree").locator('[tabindex="0"]')).toHaveCount(1);
});

test("[F12] the list is one stop for Tab: from the search into it, and out of it again", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(crowd));
  // The list is rendered before its people.
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveCount(1);
  await page.keyboard.press("PageDown");
  const name = (await focused(page).getAttribute("data-key")) ?? "";
  await page.keyboard.press("Shift+Tab");
  await expect(focused(page)).toHaveCount(0);
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveAttribute("data-key", name);
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveCount(0);
});

test("[F12] a window of 360 by 720 at a zoom of 200 % shows all of it, some of it by scrolling", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(crowd));
  await page.setViewportSize({ width: 180, height: 360 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(180);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Settings…" }).click();
  await expect(page.getByRole("radio", { name: "Compact" })).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("End");
  await expect(focused(page)).toBeInViewport({ ratio: 1 });
  // Neither the selection nor a toast covers the list.
  await page.keyboard.press("Shift+Home");
  await expect(focused(page)).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Clear selection" }).click();
  await focused(page).press("ArrowDown");
  await expect(focused(page)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Edit…" })).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(180);
});
