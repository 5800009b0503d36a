import type { Page } from "@playwright/test";
import { expect, fillSignIn, test } from "../e2e/fixture.ts";
import { heading, row, seed } from "../e2e/organise.ts";
import { narrow, take, usual, wide } from "./camera.ts";
import { cast, city } from "./cast.ts";
import { enter, makeAccount } from "./verona.ts";

/** Moves the pointer over a heading with the button down. */
async function over(page: Page, group: string): Promise<void> {
  const box = await heading(page, group).boundingBox();
  if (box === null) throw new Error("no heading to drag to");
  await page.mouse.move(box.x + 160, box.y + 80);
  await page.mouse.move(box.x + 160, box.y + 16);
}

test("several at once", async ({ page, server, signIn }) => {
  const juliet = await makeAccount(server, "juliet", cast);
  const leave = await enter(server, juliet.address, cast);
  await signIn(juliet);
  await expect(heading(page, "Friends")).toHaveAccessibleName("Friends, 6 of 8 available");
  await row(page, "Friends", "Benvolio").click();
  await row(page, "Friends", "Romeo").click({ modifiers: ["Shift"] });
  await row(page, "Family", "Rosaline").click({ modifiers: ["Control"] });
  await page.mouse.move(0, 0);
  await take(page, "selection");
  await page.setViewportSize(narrow);
  await take(page, "selection-narrow");
  await page.setViewportSize(wide);
  await take(page, "selection-wide");
  await page.setViewportSize(usual);
  await page.emulateMedia({ forcedColors: "active" });
  await take(page, "selection-forced-colours");
  await page.emulateMedia({ forcedColors: "none" });
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menu")).toBeVisible();
  await take(page, "selection-menu");
  await page.keyboard.press("Escape");

  await row(page, "Friends", "Benvolio").hover();
  await page.mouse.down();
  await over(page, "Family");
  await expect(page.getByText("Move to Family")).toBeVisible();
  await take(page, "drag-many");
  await page.mouse.up();
  await expect(page.getByRole("region", { name: "Changes" })).toContainText("to Family");
  await page.mouse.move(0, 0);
  await take(page, "toast");
  await page.setViewportSize(narrow);
  await take(page, "toast-narrow");
  await page.setViewportSize(usual);
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  await take(page, "toast-right-to-left");
  await page.evaluate(() => document.documentElement.removeAttribute("dir"));
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("region", { name: "Changes" })).toContainText("back from");
  await page.mouse.move(0, 0);
  await take(page, "undone");

  await row(page, "Family", "Nurse").click();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("region", { name: "Changes" })).toContainText("Removed");
  await take(page, "removed");
  await page.setViewportSize(narrow);
  await take(page, "removed-narrow");
  await page.setViewportSize(usual);
  await page.getByRole("button", { name: "Undo" }).click();

  await heading(page, "Family").hover();
  await page.mouse.down();
  await over(page, "Friends");
  await expect(page.getByText(/^Merge/)).toBeVisible();
  await take(page, "drag-group");
  await page.keyboard.press("Escape");
  await page.mouse.up();

  for (const [key, name] of [
    ["F2", "rename-group"],
    ["Delete", "delete-group"],
  ] as const) {
    await heading(page, "Family").focus();
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    if (key === "F2") {
      await take(page, name);
      await page.getByRole("dialog").getByLabel("Name").fill("Friends");
      await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
      await expect(page.getByRole("dialog").getByRole("button", { name: "Merge" })).toBeVisible();
      await take(page, "rename-group-exists");
    } else await take(page, name);
    await page.setViewportSize(narrow);
    await take(page, `${name}-narrow`);
    await page.setViewportSize(usual);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await leave();
});

test("five hundred people, some of them refused", async ({ page, server, start }) => {
  const fixed = Array.from({ length: 7 }, (_, index) => ({ ...seed(`Fixed${index}`, "Academy") }));
  const people = city(500).map((one) => ({ ...one, groups: ["Academy"] }));
  const prince = await makeAccount(server, "prince", [...people, ...fixed]);
  await (await start()).open(page);
  await fillSignIn(page, prince, server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await heading(page, "Academy").click({ modifiers: ["Control"] });
  await page.getByRole("button", { name: "Move…" }).click();
  await page.getByRole("dialog").getByRole("combobox", { name: "Group" }).fill("Verona");
  await page.getByRole("dialog").getByRole("button", { name: "Move" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await take(page, "bulk");
  await expect(page.getByRole("button", { name: "Show who" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("progressbar")).toHaveCount(0, { timeout: 60_000 });
  await take(page, "bulk-refused");
  await page.getByRole("button", { name: "Show who" }).click();
  await take(page, "bulk-report");
  await page.setViewportSize(narrow);
  await take(page, "bulk-report-narrow");
});
