import type { Page } from "@playwright/test";
import { expect, test } from "../e2e/fixture.ts";
import { narrow, take, usual, wide } from "./camera.ts";

/* A walk through the demo: no server but its own is needed for these. */
const person = (page: Page, name: string) =>
  page.getByRole("treeitem", { level: 2, name: new RegExp(`^${name},`) }).first();

test("a walk through the demo", async ({ page, start }) => {
  await page.setViewportSize(usual);
  await (await start()).open(page);
  await expect(page.getByRole("button", { name: "Try the demo" })).toBeVisible();
  await take(page, "demo-sign-in");
  await page.getByRole("button", { name: "Try the demo" }).click();
  // The last of the beats that are written down: from here on the list is quiet for some seconds.
  await expect(person(page, "Mother")).toHaveAccessibleName(/Choosing curtains/, { timeout: 20_000 });
  await page.mouse.move(0, 0);
  await take(page, "demo");
  await page.setViewportSize(narrow);
  await take(page, "demo-narrow");
  await page.setViewportSize(usual);
  const impostor = page.getByRole("group", { name: "romeo@rnontague.example" });
  while (!(await impostor.isVisible())) await page.getByRole("button", { name: "Next request" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await take(page, "demo-request");
  await page.setViewportSize(wide);
  await person(page, "Rosaline").click();
  await page.mouse.move(0, 0);
  await take(page, "demo-wide");
});

test("ten thousand contacts of the demo", async ({ page, start }) => {
  await page.setViewportSize(usual);
  await (await start(undefined, ["--demo=10000"])).open(page);
  await expect(page.getByRole("treeitem", { name: /^Baker Street, [1-9]/ })).toBeVisible({ timeout: 30_000 });
  await take(page, "demo-ten-thousand");
});
