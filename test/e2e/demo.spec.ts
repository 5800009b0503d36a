import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { expect, signInAt, test } from "./fixture.ts";

/* What happens in the demo by itself is written in main/demo/cast/beats.ts: all of it within some ten seconds. */
const self = "juliet@capulet.example";

const tree = (page: Page) => page.getByRole("tree", { name: "Contacts" });
const banner = (page: Page) => page.getByRole("complementary", { name: "Demo" });
/** The person's row, wherever the list is scrolled to; `words` are what it says after the name. */
const find = async (page: Page, name: string, words = "") => {
  await page.getByRole("searchbox", { name: "Search contacts" }).fill(name);
  const row = { level: 2, name: new RegExp(`^${name}${words === "" ? "" : `, ${words}`}`) };
  return tree(page).getByRole("treeitem", row).first();
};
const choose = async (page: Page, name: string, act: string) => {
  await (await find(page, name)).click({ button: "right" });
  await page.getByRole("menuitem", { name: act }).click();
};

async function enterDemo(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(tree(page)).toBeVisible();
}

test("[N1] the demo is one button away: a banner, six groups, three requests", async ({ page, start }) => {
  await (await start()).open(page);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await enterDemo(page);
  await expect(banner(page)).toContainText(
    "This is the demo. Nothing leaves this computer, and nothing is kept.",
  );
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(self);
  const groups = { Family: 7, Friends: 12, Music: 9, Neighbours: 6, Theatre: 11, Work: 6, "No group": 4 };
  await page.setViewportSize({ width: 360, height: 3000 });
  for (const [group, total] of Object.entries(groups)) {
    await expect(
      tree(page).getByRole("treeitem", { name: new RegExp(`^${group}, \\d+ of ${total} available$`) }),
    ).toBeVisible();
  }
  await expect(page.getByRole("region", { name: "Requests" })).toContainText(/1 of [34]/);
  expect(await violations(page)).toEqual([]);
});

test("a person who asks is on the list once they are accepted", async ({ page, start }) => {
  await (await start()).open(page);
  await enterDemo(page);
  const gregory = page.getByRole("group", { name: "gregory@capulet.example" });
  await expect(gregory).toContainText("I carried the torches.");
  await gregory.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("region", { name: "Requests" })).toContainText("can see your status now");
  await expect(await find(page, "gregory@capulet.example")).toBeVisible();
});

test("of two people who are asked, one accepts and shows as online, the other denies", async ({
  page,
  start,
}) => {
  await (await start()).open(page);
  await enterDemo(page);
  await choose(page, "Hero", "Ask to see their status");
  await expect(await find(page, "Hero", "available, Humming the alto line")).toBeVisible();
  await choose(page, "Apothecary", "Ask to see their status");
  await expect(
    await find(page, "Apothecary", "offline, They do not share their status with you."),
  ).toBeVisible();
});

test("one person asks and withdraws, one finally accepts, one is renamed from another device", async ({
  page,
  start,
}) => {
  await (await start()).open(page);
  await enterDemo(page);
  const requests = page.getByRole("region", { name: "Requests" });
  await expect(requests).toContainText("1 of 4");
  await expect(requests).toContainText("1 of 3", { timeout: 15_000 });
  await expect(await find(page, "Paris", "available, Looking forward to Thursday")).toBeVisible();
  await expect(await find(page, "Nurse Angelica")).toBeVisible();
});

test("[N6] leaving it shows the person's own list again, and nothing of the demo is on disk", async ({
  page,
  account,
  server,
  signIn,
  start,
}) => {
  const juliet = await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  const { profile, stop } = await signIn(juliet);
  await stop();
  const accounts = await readFile(join(profile, "accounts.json"), "utf8");
  const again = await start(profile);
  await again.open(page);
  await enterDemo(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(self);
  await expect(page.getByText("romeo@example.test")).toHaveCount(0);
  await page.getByRole("button", { name: "Leave the demo" }).click();
  await expect(page.getByLabel("Address")).toHaveValue(juliet.address);
  await expect(tree(page).getByRole("treeitem", { name: /^Romeo/ })).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  await expect.poll(() => readdir(profile)).not.toContain("demo");
  expect(await readFile(join(profile, "accounts.json"), "utf8")).toBe(accounts);
  await signInAt(page, juliet, server.starttlsPort);
});

test("[N6] ending Kith in the demo deletes it, and so does the next start after Kith was killed", async ({
  page,
  start,
}) => {
  const first = await start();
  await first.open(page);
  await enterDemo(page);
  await first.stop();
  expect(await readdir(first.profile)).not.toContain("demo");
  await mkdir(join(first.profile, "demo"));
  await start(first.profile);
  await expect.poll(() => readdir(first.profile)).not.toContain("demo");
});

test("[N4] --demo=1000 opens with a thousand contacts in forty groups", async ({ page, start }) => {
  await page.setViewportSize({ width: 360, height: 3000 });
  await (await start(undefined, ["--demo=1000"])).open(page);
  await tree(page)
    .getByRole("treeitem", { name: /^Baker Street, / })
    .click({ button: "right" });
  await page.getByRole("menuitem", { name: "Collapse all" }).click();
  await expect(tree(page).getByRole("treeitem", { name: / of \d+ available$/ })).toHaveCount(40);
  await page.getByRole("searchbox", { name: "Search contacts" }).fill("@verona.example");
  await expect(page.getByText("1,000 people found")).toBeAttached();
  await page.getByRole("button", { name: "Leave the demo" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
