import type { Page } from "@playwright/test";
import { expect, fillSignIn, test } from "../e2e/fixture.ts";
import { narrow, take, usual, wide } from "./camera.ts";
import { cast, city } from "./cast.ts";
import { ask, enter, makeAccount } from "./verona.ts";

const heading = (page: Page, name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name},`) });
const person = (page: Page, name: string) =>
  page.getByRole("treeitem", { level: 2, name: new RegExp(`^${name},`) }).first();

test("ten thousand contacts", async ({ page, server, start }) => {
  const escalus = await makeAccount(server, "prince", city(10_000));
  const leave = await enter(server, escalus.address, city(10_000));
  await (await start()).open(page);
  await fillSignIn(page, escalus, server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page, "Family")).toHaveAccessibleName("Family, 3 of 4 available", { timeout: 30_000 });
  await take(page, "ten-thousand");
  await page.getByRole("searchbox").fill("miranda sha");
  await expect(person(page, "Miranda Shallow")).toBeVisible();
  await take(page, "ten-thousand-search");
  await page.setViewportSize(wide);
  await person(page, "Miranda Shallow").click();
  await take(page, "ten-thousand-wide");
  await page.setViewportSize(usual);
  await page.getByRole("searchbox").fill("nobody of that name");
  await take(page, "search-without-hits");
  await leave();
});

test("a first start, and a list with nobody on it", async ({ page, server, start }) => {
  const peter = await makeAccount(server, "peter", []);
  await (await start()).open(page);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await take(page, "sign-in");
  await page.setViewportSize(wide);
  await take(page, "sign-in-wide");
  await page.setViewportSize(usual);
  await fillSignIn(page, { ...peter, password: "wrong" }, server.starttlsPort);
  await take(page, "sign-in-server");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await take(page, "sign-in-wrong");
  await page.setViewportSize(narrow);
  await take(page, "sign-in-wrong-narrow");
  await page.setViewportSize(usual);
  await page.getByLabel("Password").fill(peter.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("No contacts yet")).toBeVisible();
  await take(page, "empty");
  await page.setViewportSize(wide);
  await take(page, "empty-wide");
});

test("the list, its dialogs, a drag, and a server that goes away", async ({
  page,
  server,
  signIn,
  start,
}) => {
  const juliet = await makeAccount(server, "juliet", cast);
  const leave = await enter(server, juliet.address, cast);
  await ask(server, juliet.address);
  const kith = await signIn(juliet);
  await expect(heading(page, "Friends")).toHaveAccessibleName("Friends, 6 of 8 available");
  const status = page.getByRole("textbox", { name: "Status message" });
  await status.fill("On the balcony");
  await status.press("Enter");

  await test.step("requests", async () => {
    await expect(page.getByRole("button", { name: "Next request" })).toBeVisible();
    const cats = page.getByRole("group", { name: "tybalt@example.test" });
    await page.getByRole("button", { name: "Next request" }).click();
    await take(page, "requests-next");
    while (!(await cats.isVisible())) await page.getByRole("button", { name: "Next request" }).click();
    await page.getByRole("heading", { level: 1 }).click();
    await take(page, "requests");
    await page.setViewportSize(narrow);
    await take(page, "requests-narrow");
    await page.setViewportSize(wide);
    await take(page, "requests-wide");
    await page.setViewportSize(usual);
    await cats.getByRole("button", { name: "Accept" }).click();
    await expect(page.getByRole("button", { name: "Done" })).toBeVisible();
    await take(page, "requests-accepted");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Not now" }).click();
    await page.getByRole("button", { name: "Not now" }).click();
    await expect(page.getByText("2 requests for later")).toBeVisible();
    await take(page, "requests-put-off");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("button", { name: "Deny" }).click();
    await expect(page.getByRole("region", { name: "Requests" })).toHaveCount(0);
  });

  await test.step("the list", async () => {
    await page.mouse.move(0, 0);
    await take(page, "list");
    await person(page, "Romeo").focus();
    await page.keyboard.press("ArrowDown");
    await take(page, "list-focus");
    await page.setViewportSize(narrow);
    await take(page, "list-narrow");
    await page.setViewportSize(wide);
    await person(page, "Rosaline").click();
    await page.mouse.move(0, 0);
    await take(page, "details");
    await page.getByRole("treeitem", { name: /^Valentina/ }).click();
    await take(page, "details-long");
    await page.setViewportSize(usual);
    await page.getByRole("treeitem", { name: /^Verona,/ }).click();
    await page.getByRole("tree").evaluate((tree) => tree.scrollTo(0, 1000));
    await take(page, "list-end");
    await page.getByRole("treeitem", { name: /^Verona,/ }).click();
    await page.getByRole("tree").evaluate((tree) => tree.scrollTo(0, 70));
    await take(page, "list-scrolled");
    await page.getByRole("tree").evaluate((tree) => tree.scrollTo(0, 0));
    await page.getByRole("searchbox").fill("ve");
    await take(page, "search");
    await page.getByRole("searchbox").fill("");
  });

  await test.step("menus and dialogs", async () => {
    await page.getByRole("button", { name: "My status" }).click();
    await expect(page.getByRole("menu").getByText("Extended away")).toBeVisible();
    await take(page, "menu-status");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Menu" }).click();
    await take(page, "menu-app");
    await page.keyboard.press("Escape");
    await person(page, "Rosaline").click({ button: "right" });
    await expect(page.getByRole("menuitem", { name: "Remove", exact: true })).toBeVisible();
    await take(page, "menu-contact");
    await page.getByRole("menuitem", { name: "Edit…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await take(page, "edit");
    await page.keyboard.press("Escape");
    await person(page, "Rosaline").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Move to group…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await take(page, "move");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add contact" }).click();
    const dialog = page.getByRole("dialog", { name: "Add contact" });
    await dialog.getByLabel("Address").fill("abraham@example.test");
    await dialog.getByLabel("Name").fill("Abraham");
    await dialog.getByLabel("Message to them").fill("It is Juliet, from the feast.");
    await take(page, "add");
    await dialog.getByRole("combobox", { name: "Groups" }).fill("Fri");
    await take(page, "add-groups");
    await page.setViewportSize(narrow);
    await take(page, "add-narrow");
    await page.setViewportSize(wide);
    await take(page, "add-wide");
    await page.setViewportSize(usual);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("menuitem", { name: "Settings…" }).click();
    await take(page, "settings");
    await page.getByRole("radio", { name: "Compact" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await take(page, "list-compact");
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("menuitem", { name: "Settings…" }).click();
    await page.getByRole("radio", { name: "Comfortable" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("a drag", async () => {
    await person(page, "Benvolio").hover();
    await page.mouse.down();
    const box = await heading(page, "Family").boundingBox();
    if (box === null) throw new Error("no heading to drag to");
    await page.mouse.move(box.x + 120, box.y + 80);
    await page.mouse.move(box.x + 120, box.y + 12);
    await expect(page.getByText("Move to Family")).toBeVisible();
    await take(page, "drag");
    await page.keyboard.press("Escape");
    await page.mouse.up();
  });

  await test.step("right to left", async () => {
    await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
    await take(page, "list-right-to-left");
    await page.setViewportSize(wide);
    await take(page, "details-right-to-left");
    await page.setViewportSize(usual);
    await page.evaluate(() => document.documentElement.removeAttribute("dir"));
  });

  await test.step("high contrast and forced colours", async () => {
    await page.emulateMedia({ contrast: "more" });
    await take(page, "list-contrast");
    await page.emulateMedia({ contrast: "no-preference", forcedColors: "active" });
    await take(page, "list-forced-colours");
    await page.emulateMedia({ forcedColors: "none" });
  });

  await test.step("the server goes away", async () => {
    await kith.stop();
    const again = await start(kith.profile);
    await again.open(page);
    await expect(page.getByLabel("Password")).toBeVisible();
    await take(page, "sign-in-again");
    await page.setViewportSize(wide);
    await take(page, "sign-in-again-wide");
    await page.setViewportSize(usual);
    await page.getByLabel("Password").fill(juliet.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(heading(page, "Friends")).toHaveAccessibleName("Friends, 6 of 8 available");
    await leave();
    await server.stop();
    await expect(page.getByText(/Reconnecting/).first()).toBeVisible();
    await person(page, "Nurse").focus();
    await page.keyboard.press("F2");
    await page.getByRole("dialog").getByLabel("Name").fill("Angelica");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(/1 change waiting/)).toBeVisible();
    await take(page, "reconnecting");
    await page.setViewportSize(wide);
    await take(page, "reconnecting-wide");
  });
});
