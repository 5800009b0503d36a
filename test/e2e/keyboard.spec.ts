import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import {
  changes,
  chooseGroup,
  groupsOnServer,
  heading,
  pushedGroups,
  row,
  selected,
  verona,
} from "./organise.ts";

/* Everything of organising without a mouse. After each key the focus is somewhere: never on nothing. */

/** Presses keys one after the other, and waits after each until what it does has left the focus somewhere. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), key).not.toBe("BODY");
  }
}

/** Tab after Tab, as somebody does who looks for a button. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  for (let count = 0; count < 30; count++) {
    await page.keyboard.press("Tab");
    if (await button.evaluate((one) => one === document.activeElement)) return;
  }
  throw new Error(`${name} is on no way of Tab`);
}

test("[F12] [G1] selecting several, moving them with the bar and deselecting them never loses the focus", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await expect(row(page, "Family", "Nurse")).toBeVisible();
  await page.getByRole("searchbox").focus();
  await press(page, "Tab", "ArrowDown", "Shift+ArrowDown");
  await expect(selected(page)).toHaveText("2 people selected");
  await tabTo(page, "Clear selection");
  await press(page, "Enter");
  await expect(selected(page)).toHaveCount(0);
  await expect(row(page, "Family", "Tybalt")).toBeFocused();

  await press(page, "Shift+ArrowUp");
  await tabTo(page, "Move…");
  await press(page, "Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await press(page, "Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Move…" })).toBeFocused();
  await press(page, "Enter");
  await chooseGroup(page, "Friends");
  expect(await pushedGroups(other, 2)).toEqual({ nurse: ["Friends"], tybalt: ["Friends"] });
  // The bar is gone, and so is the group that the people were in.
  await expect(page.locator('[role="treeitem"]:focus')).toHaveCount(1);

  await tabTo(page, "Undo");
  await press(page, "Enter");
  expect(await pushedGroups(other, 2)).toEqual({ nurse: ["Family"], tybalt: ["Family"] });
  await tabTo(page, "Dismiss");
  await press(page, "Enter");
  await expect(changes(page)).toHaveCount(0);

  await row(page, "Family", "Nurse").focus();
  await press(page, "Shift+ArrowDown");
  await tabTo(page, "More");
  await press(page, "Enter");
  await page.getByRole("menuitem", { name: "Remove from Family" }).press("Enter");
  expect(await pushedGroups(other, 2)).toEqual({ nurse: [], tybalt: [] });
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(page.locator('[role="treeitem"]:focus')).toHaveCount(1);
});

test("[F12] [G6] menus, cut and paste, a new group and a group moved, by keys alone", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await row(page, "Friends", "Benvolio").focus();
  await press(page, "Shift+F10", "Escape");
  await expect(row(page, "Friends", "Benvolio")).toBeFocused();
  // Escape cancels the cut, and the row keeps the focus.
  await press(page, "Control+x");
  await expect(row(page, "Friends", "Benvolio")).toHaveAttribute("data-cut", "true");
  await press(page, "Escape");
  await expect(row(page, "Friends", "Benvolio")).not.toHaveAttribute("data-cut", "true");
  await press(page, "Control+x", "Home", "Control+v");
  expect(await pushedGroups(other, 1)).toEqual({ benvolio: ["Family"] });
  await expect(heading(page, "Family")).toBeFocused();

  await press(page, "Shift+F10");
  await page.getByRole("menuitem", { name: "New group…" }).press("Enter");
  await page.getByRole("dialog").getByLabel("Name").fill("Later");
  await press(page, "Enter");
  await expect(heading(page, "Later")).toBeFocused();
  await press(page, "Alt+ArrowUp");
  await expect(page.locator(".heading-name")).toHaveText([
    "Family",
    "Later",
    "Friends",
    "Verona",
    "No group",
  ]);
  await expect(heading(page, "Later")).toBeFocused();
  await press(page, "Shift+F10");
  await page.getByRole("menuitem", { name: "Remove empty group" }).press("Enter");
  await expect(heading(page, "Later")).toHaveCount(0);
  await expect(heading(page, "Friends")).toBeFocused();
  expect((await groupsOnServer(other))["benvolio"]).toEqual(["Family"]);
});

test("[F12] [G4] in a wide window the selection's buttons return the focus to the list, and Escape deselects there", async ({
  page,
  account,
  signIn,
}) => {
  await page.setViewportSize({ width: 900, height: 720 });
  await signIn(await account(verona));
  const details = page.getByRole("region", { name: "Details" });
  for (const end of ["Enter", "Escape"]) {
    await row(page, "Family", "Nurse").focus();
    await press(page, "Shift+ArrowDown");
    await expect(details.getByRole("heading", { name: "2 people selected" })).toBeVisible();
    await tabTo(page, "Clear selection");
    await press(page, end);
    await expect(details.getByRole("heading", { name: "Tybalt", exact: true })).toBeVisible();
    await expect(row(page, "Family", "Tybalt")).toBeFocused();
  }
});

test("[F12] removing a person and collapsing all groups leave the focus in the list", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(verona);
  await row(page, "Friends", "Benvolio").focus();
  await press(page, "Shift+F10");
  await page.getByRole("menuitem", { name: "Remove", exact: true }).press("Enter");
  await expect(row(page, "Friends", "Benvolio")).toBeFocused();
  await other.waitFor((one) => one.toString().includes('subscription="remove"'), 20_000);
  await expect(row(page, "Friends", "Romeo")).toBeFocused();
  await press(page, "Shift+Tab", "Shift+Tab");
  await expect(page.getByRole("button", { name: "View" })).toBeFocused();
  await press(page, "Enter");
  await page.getByRole("menuitem", { name: "Collapse all" }).press("Enter");
  await expect(row(page, "Friends", "Romeo")).toHaveCount(0);
  await press(page, "Tab", "Tab");
  await expect(heading(page, "Friends")).toBeFocused();
});
