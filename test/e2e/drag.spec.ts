import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import type { PlainClient } from "../servers/plain-client.ts";

const cast = [
  { jid: "romeo@example.test", name: "Romeo", groups: ["Friends", "Verona"], subscription: "none" as const },
  { jid: "nurse@example.test", name: "Nurse", groups: ["Family"], subscription: "none" as const },
];

async function drag(page: Page, from: Locator, to: Locator, before?: () => Promise<void>): Promise<void> {
  await from.hover();
  await page.mouse.down();
  const box = await to.boundingBox();
  if (box === null) throw new Error("nothing to drop on");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 4);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await before?.();
  await page.mouse.up();
}

/** The groups another device is told the contact is in now. */
async function pushedGroups(other: PlainClient): Promise<string[]> {
  const push = await other.waitFor((one) => one.attrs["type"] === "set");
  return (push.getChild("query")?.getChild("item")?.getChildren("group") ?? [])
    .map((group) => group.getText())
    .toSorted();
}

/** The row of somebody below one heading: rows carry both in their key. */
const row = (page: Page, group: string, name: string) =>
  page
    .locator(`[role=treeitem][data-key$=${JSON.stringify(`:${group}`)}]`)
    .filter({ hasText: name })
    .last();

test("dragging to another group leaves this group and keeps the others", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account(cast);
  await signIn(juliet);
  const other = await device(juliet);
  await drag(
    page,
    row(page, "Friends", "Romeo"),
    page.getByRole("treeitem", { name: /^Family,/ }),
    async () => {
      await expect(page.getByText("Move to Family")).toBeVisible();
    },
  );
  expect(await pushedGroups(other)).toEqual(["Family", "Verona"]);
  await expect(page.getByRole("treeitem", { name: "Family, 0 of 2 available" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Friends,/ })).toHaveCount(0);
});

test("with Ctrl it is added and leaves nothing", async ({ page, account, device, signIn }) => {
  const juliet = await account(cast);
  await signIn(juliet);
  const other = await device(juliet);
  await page.keyboard.down("Control");
  await drag(
    page,
    row(page, "Friends", "Romeo"),
    page.getByRole("treeitem", { name: /^Family,/ }),
    async () => {
      await expect(page.getByText("Add to Family")).toBeVisible();
    },
  );
  await page.keyboard.up("Control");
  expect(await pushedGroups(other)).toEqual(["Family", "Friends", "Verona"]);
});

test("dropping on the same group, or Escape, changes nothing", async ({ page, account, signIn }) => {
  await signIn(await account(cast));
  await drag(page, row(page, "Friends", "Romeo"), page.getByRole("treeitem", { name: /^Friends,/ }));
  await drag(
    page,
    row(page, "Friends", "Romeo"),
    page.getByRole("treeitem", { name: /^Family,/ }),
    async () => {
      await page.keyboard.press("Escape");
    },
  );
  await expect(page.getByRole("treeitem", { name: "Friends, 0 of 1 available" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "Family, 0 of 1 available" })).toBeVisible();
  await expect(page.getByText("Saving…")).toHaveCount(0);
});

test("the same by keyboard: Move to group… from the contact's menu", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account(cast);
  await signIn(juliet);
  const other = await device(juliet);
  await row(page, "Friends", "Romeo").focus();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Move to group…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Move to group" });
  await dialog.getByRole("combobox", { name: "Group" }).fill("Exiles");
  await dialog.getByRole("button", { name: "Move" }).click();
  expect(await pushedGroups(other)).toEqual(["Exiles", "Verona"]);
  await expect(page.getByRole("treeitem", { name: "Exiles, 0 of 1 available" })).toBeVisible();
});
