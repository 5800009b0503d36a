import type { Page } from "@playwright/test";
import { changes, chooseInMenu, heading, pushed, pushedGroups, rename, row, seed } from "./organise.ts";
import { expect, test } from "./fixture.ts";

const cast = [seed("Romeo", "Friends", "Verona"), seed("Benvolio", "Friends"), seed("Nurse", "Family")];

async function choose(page: Page, group: string, item: string): Promise<void> {
  await chooseInMenu(page, heading(page, group), item);
}

test("[G3] a group is renamed, its people's other groups stay, and Undo restores the name", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await choose(page, "Friends", "Rename group…");
  const dialog = page.getByRole("dialog", { name: "Rename group" });
  await dialog.getByLabel("Name").fill("Montague");
  await dialog.getByRole("button", { name: "Rename" }).click();
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Montague", "Verona"], benvolio: ["Montague"] });
  await expect(changes(page)).toContainText("Renamed Friends to Montague");
  await expect(heading(page, "Montague")).toBeFocused();
  await changes(page).getByRole("button", { name: "Undo" }).click();
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Friends", "Verona"], benvolio: ["Friends"] });
  await expect(changes(page)).toContainText("Renamed Montague back to Friends");
  await expect(heading(page, "Friends")).toBeFocused();
  await page.keyboard.press("Control+Shift+z");
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Montague", "Verona"], benvolio: ["Montague"] });
  await expect(heading(page, "Montague")).toBeFocused();
});

test("[G3] a name that exists asks with the counts, and merges", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await heading(page, "Friends").focus();
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog", { name: "Rename group" });
  await dialog.getByLabel("Name").fill("Family");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(dialog.getByRole("alert")).toHaveText(
    "There is already a group named Family, with 1 person. Merge Friends into it, with 2 people?",
  );
  await dialog.getByRole("button", { name: "Merge" }).click();
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Family", "Verona"], benvolio: ["Family"] });
  await expect(page.getByRole("treeitem", { name: "Family, 0 of 3 available" })).toBeFocused();
});

test("[G3] names: another case is another group; 256 characters fit, 257 or none do not", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  const dialog = page.getByRole("dialog", { name: "Rename group" });
  await choose(page, "Family", "Rename group…");
  await dialog.getByLabel("Name").fill("x".repeat(257));
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(dialog.getByRole("alert")).toContainText("256");
  await dialog.getByLabel("Name").fill("  ");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("A group needs a name.");
  await dialog.getByLabel("Name").fill("friends");
  await dialog.getByRole("button", { name: "Rename" }).click();
  expect((await pushed(other)).groups).toEqual(["friends"]);
  await expect(heading(page, "friends")).toBeVisible();
  await expect(heading(page, "Friends")).toBeVisible();
  const long = "Verona::".repeat(32);
  await choose(page, "friends", "Rename group…");
  await dialog.getByLabel("Name").fill(long);
  await dialog.getByRole("button", { name: "Rename" }).click();
  expect((await pushed(other)).groups).toEqual([long]);
});

test("[G3] Merge into… says how many people, and merges into the chosen group", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await choose(page, "Friends", "Merge into…");
  const dialog = page.getByRole("dialog", { name: "Merge groups" });
  await expect(dialog).toContainText("Move 2 people from Friends to:");
  await dialog.getByRole("combobox", { name: "Group" }).fill("Fam");
  await dialog.getByRole("option", { name: "Family" }).click();
  await dialog.getByRole("button", { name: "Merge" }).click();
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Family", "Verona"], benvolio: ["Family"] });
  await expect(changes(page)).toContainText("Merged Friends into Family");
  await expect(heading(page, "Family")).toBeFocused();
});

test("[G3] the last group is deleted and its people stay, in no group", async ({ page, signInBeside }) => {
  const other = await signInBeside([seed("Nurse", "Family")]);
  await heading(page, "Family").focus();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete group" });
  await expect(dialog).toContainText("The only person in Family stays on your list.");
  await dialog.getByRole("button", { name: "Delete" }).click();
  expect(await pushed(other)).toMatchObject({ jid: "nurse@example.test", groups: [] });
  await expect(page.getByRole("treeitem", { name: "No group, 0 of 1 available" })).toBeFocused();
  await expect(page.getByRole("treeitem", { name: /^Nurse,/ })).toBeVisible();
});

test("[G3] after a group is deleted, the next heading has the focus, or the previous one at the end", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside([
    seed("Romeo", "Friends", "Family"),
    seed("Nurse", "Family"),
    seed("Tybalt", "Verona", "Family"),
  ]);
  for (const [group, next] of [
    ["Friends", "Verona"],
    ["Verona", "Family"],
  ] as const) {
    await heading(page, group).focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    expect((await pushed(other)).groups).toEqual(["Family"]);
    await expect(heading(page, group)).toHaveCount(0);
    await expect(heading(page, next)).toBeFocused();
  }
});

test("[G3] [F12] a person keeps the focus through Undo and Redo of their group's new name", async ({
  page,
  signInBeside,
}) => {
  const other = await signInBeside(cast);
  await rename(page, heading(page, "Friends"), "Aunts");
  await pushedGroups(other, 2);
  // The dialog has closed and returned the focus.
  await expect(heading(page, "Aunts")).toBeFocused();
  await row(page, "Aunts", "Romeo").focus();
  await page.keyboard.press("Control+z");
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Friends", "Verona"], benvolio: ["Friends"] });
  await expect(row(page, "Friends", "Romeo")).toBeFocused();
  await page.keyboard.press("Control+Shift+z");
  expect(await pushedGroups(other, 2)).toEqual({ romeo: ["Aunts", "Verona"], benvolio: ["Aunts"] });
  await expect(row(page, "Aunts", "Romeo")).toBeFocused();
});
