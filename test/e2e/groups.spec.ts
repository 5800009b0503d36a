import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { changeElsewhere, chooseInMenu, heading, keepDelimiter, pushedGroups, rename } from "./organise.ts";

const cast = [
  { jid: "romeo@example.test", name: "Romeo", groups: ["Friends"], subscription: "none" as const },
  { jid: "nurse@example.test", name: "Nurse", groups: ["Family"], subscription: "none" as const },
  { jid: "paris@example.test", name: "Paris", groups: ["Work::Verona"], subscription: "none" as const },
  {
    jid: "peter@example.test",
    name: "Peter",
    groups: ["Work::Mantua", "Work::Verona"],
    subscription: "none" as const,
  },
];
const row = (page: Page, name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name},`) });
const headings = (page: Page) => page.locator('.heading[aria-level="1"] .heading-name');
const choose = async (page: Page, item: string | RegExp) => {
  await page.getByRole("button", { name: "View" }).click();
  await page
    .getByRole("menu")
    .getByText(item, { exact: typeof item === "string" })
    .click();
  await expect(page.getByRole("menu")).toHaveCount(0);
};

test("[F9] groups are ordered with Alt and the arrows or the menu, and keep the order after a restart", async ({
  page,
  account,
  signIn,
  start,
}) => {
  const juliet = await account(
    cast.slice(0, 2).concat({ jid: "zoe@example.test", name: "Zoë", groups: ["Alps"], subscription: "none" }),
  );
  const kith = await signIn(juliet);
  await expect(headings(page)).toHaveText(["Alps", "Family", "Friends"]);
  await row(page, "Friends").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(headings(page)).toHaveText(["Alps", "Friends", "Family"]);
  await expect(row(page, "Friends")).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(headings(page)).toHaveText(["Friends", "Alps", "Family"]);
  await chooseInMenu(page, row(page, "Alps"), "Move down");
  await expect(headings(page)).toHaveText(["Friends", "Family", "Alps"]);
  await choose(page, "A to Z");
  await expect(headings(page)).toHaveText(["Alps", "Family", "Friends"]);
  await choose(page, "My own order");
  await expect(headings(page)).toHaveText(["Friends", "Family", "Alps"]);
  await kith.stop();
  await (await start(kith.profile)).open(page);
  await expect(headings(page)).toHaveText(["Friends", "Family", "Alps"]);
});

test("[F11] a renamed group stays collapsed and in its place, also when that is undone", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast.slice(0, 2));
  await row(page, "Friends").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(headings(page)).toHaveText(["Friends", "Family"]);
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "Romeo")).toHaveCount(0);
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Rename group…" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("Zealots");
  await page.keyboard.press("Enter");
  await other.waitFor((one) => one.is("iq") && one.toString().includes("<group>Zealots</group>"));
  await expect(headings(page)).toHaveText(["Zealots", "Family"]);
  await expect(row(page, "Zealots")).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Control+z");
  await expect(headings(page)).toHaveText(["Friends", "Family"]);
  await expect(row(page, "Friends")).toHaveAttribute("aria-expanded", "false");
});

test("[F9] a new group is empty, is not sent to the server, accepts people, and can be deleted", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast.slice(0, 2));
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "New group…" }).click();
  const dialog = page.getByRole("dialog", { name: "New group" });
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("A group needs a name.");
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel("Name").fill("  Later ");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(row(page, "Later")).toHaveAccessibleName("Later, 0 of 0 available");
  await chooseInMenu(page, row(page, "Nurse"), "Move to group…");
  await page.getByRole("combobox", { name: "Group" }).fill("Later");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  const push = await other.waitFor((one) => one.is("iq") && one.toString().includes("Later"));
  expect(push.toString()).toContain("nurse@example.test");
  await expect(row(page, "Later")).toHaveAccessibleName("Later, 0 of 1 available");
  await row(page, "Nurse").focus();
  await changeElsewhere(other, { jid: "nurse@example.test", name: "Nurse", groups: ["Family"] });
  await expect(row(page, "Later")).toHaveAccessibleName("Later, 0 of 0 available");
  await chooseInMenu(page, row(page, "Later"), "Remove empty group");
  await expect(row(page, "Later")).toHaveCount(0);
});

test("[F10] groups are nested by the server's delimiter, collapse together, and are reached with the arrows", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account(cast);
  const other = await device(juliet);
  await keepDelimiter(other, "::");
  await signIn(juliet);
  await expect(row(page, "Work")).toHaveAccessibleName("Work, 0 of 2 available");
  await expect(row(page, "Verona")).toHaveAttribute("aria-level", "2");
  await expect(row(page, "Paris")).toHaveAttribute("aria-level", "3");
  await expect(row(page, "Peter")).toHaveCount(2);
  expect(await violations(page)).toEqual([]);
  await row(page, "Paris").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "Verona")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "Paris")).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "Work")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "Mantua")).toHaveCount(0);
  await choose(page, "Collapse all");
  await expect(page.getByRole("treeitem")).toHaveCount(3);
  await row(page, "Work").focus();
  await page.keyboard.press("*");
  await expect(row(page, "Nurse")).toBeVisible();
  await expect(row(page, "Verona")).toHaveAttribute("aria-expanded", "false");
  await choose(page, "Expand all");
  await expect(row(page, "Paris")).toBeVisible();
});

test("[G3] [E7] a group is renamed and deleted with its nested groups, and the questions count everybody once", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account(
    cast.concat({ jid: "worker@example.test", name: "Hand", groups: ["Workshop"], subscription: "none" }),
  );
  const other = await device(juliet);
  await keepDelimiter(other, "::");
  await signIn(juliet);
  await row(page, "Mantua").focus();
  await page.keyboard.press("ArrowLeft");
  // Nobody is in the outer group itself.
  await row(page, "Work").focus();
  await page.keyboard.press("F2");
  await page.getByRole("dialog", { name: "Rename group" }).getByLabel("Name").fill("Friends");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByRole("alert")).toHaveText(
    "There is already a group named Friends, with 1 person. Merge Work into it, with 2 people?",
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("F2");
  await page.getByRole("dialog", { name: "Rename group" }).getByLabel("Name").fill("Duty");
  await page.keyboard.press("Enter");
  expect(await pushedGroups(other, 2)).toEqual({
    paris: ["Duty::Verona"],
    peter: ["Duty::Mantua", "Duty::Verona"],
  });
  await expect(row(page, "Duty")).toHaveAccessibleName("Duty, 0 of 2 available");
  await expect(heading(page, "Duty")).toBeFocused();
  await expect(row(page, "Work")).toHaveCount(0);
  await expect(row(page, "Workshop")).toBeVisible();
  await expect(row(page, "Mantua")).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete group" });
  await expect(dialog).toContainText("The 2 people in Duty stay on your list. 2 people will be in no group.");
  await expect(dialog).toContainText("The 2 groups inside it are deleted too.");
  await dialog.getByRole("button", { name: "Delete" }).click();
  expect(await pushedGroups(other, 2)).toEqual({ paris: [], peter: [] });
  await expect(row(page, "Duty")).toHaveCount(0);
  await expect(heading(page, "Family")).toBeFocused();
  await expect(row(page, "No group")).toHaveAccessibleName("No group, 0 of 2 available");
  await page.keyboard.press("Control+z");
  expect(await pushedGroups(other, 2)).toEqual({
    paris: ["Duty::Verona"],
    peter: ["Duty::Mantua", "Duty::Verona"],
  });
});

test("[F10] [F12] a name with the delimiter nests the group, its heading keeps the focus, and Undo reverts both", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account(cast);
  const other = await device(juliet);
  await keepDelimiter(other, "::");
  await signIn(juliet);
  await rename(page, heading(page, "Family"), "Work::Kin");
  expect(await pushedGroups(other, 1)).toEqual({ nurse: ["Work::Kin"] });
  await expect(heading(page, "Kin")).toHaveAttribute("aria-level", "2");
  await expect(heading(page, "Kin")).toBeFocused();
  await expect(heading(page, "Work")).toHaveAccessibleName("Work, 0 of 3 available");
  await page.keyboard.press("Control+z");
  expect(await pushedGroups(other, 1)).toEqual({ nurse: ["Family"] });
  await expect(heading(page, "Family")).toHaveAttribute("aria-level", "1");
  await expect(heading(page, "Family")).toBeFocused();
  // The innermost group goes, and then the outer one, which is now empty. The focus stays on headings.
  for (const [group, next] of [
    ["Mantua", "Verona"],
    ["Verona", "Friends"],
  ] as const) {
    await heading(page, group).focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(heading(page, group)).toHaveCount(0);
    await expect(heading(page, next)).toBeFocused();
  }
  await expect(heading(page, "Work")).toHaveCount(0);
});
