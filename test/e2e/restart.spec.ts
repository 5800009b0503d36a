import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";

const items = [
  { jid: "romeo@example.test", name: "Romeo", groups: ["Friends"], subscription: "none" as const },
];

test("after a restart the cached list is read-only below the password field, until the server confirms it", async ({
  page,
  account,
  signIn,
  start,
}) => {
  const juliet = await account(items);
  const kith = await signIn(juliet);
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  await kith.stop();
  await (await start(kith.profile)).open(page);
  await expect(page.getByLabel("Password")).toBeVisible();
  const row = page.getByRole("treeitem", { name: /^Romeo,/ });
  await expect(row).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await row.focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
  await expect(row).toBeVisible();
});

test("reload just works", async ({ page, account, signIn }) => {
  await signIn(await account(items));
  await page.reload();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
});

test("a damaged cache file is set aside with a notice, and nothing else is lost", async ({
  page,
  account,
  signIn,
  start,
}) => {
  const juliet = await account(items);
  const kith = await signIn(juliet);
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  await kith.stop();
  const cache = (await readdir(kith.profile)).find((file) => file.startsWith("roster-"));
  await writeFile(join(kith.profile, cache ?? ""), '{"version":1,"contacts":[{"bareJid');
  const again = await start(kith.profile);
  await again.open(page);
  await expect(page.getByText(/A file was damaged\./)).toBeVisible();
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  expect((await readdir(kith.profile)).some((file) => file.includes("damaged"))).toBe(true);
});

test("[R12] an account without a list on its server says so and shows nobody, and its cache stays", async ({
  page,
  account,
  start,
  server,
}) => {
  const juliet = await account([], [], "missing");
  const profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  const cache = join(
    profile,
    `roster-${createHash("sha256").update(juliet.address).digest("hex").slice(0, 32)}.json`,
  );
  const romeo = { bareJid: "romeo@example.test", address: "romeo@example.test", name: "Romeo", groups: [] };
  const contacts = [{ ...romeo, subscription: "both", ask: false, approved: false }];
  const place = { host: "127.0.0.1", port: server.starttlsPort, security: "starttls" };
  const settings = {
    address: juliet.address,
    server: place,
    trust: { fingerprint: null, hasOfferedScram: false },
    own: { show: "available", status: "" },
  };
  await writeFile(join(profile, "accounts.json"), JSON.stringify({ version: 1, accounts: [settings] }));
  await writeFile(cache, JSON.stringify({ version: 1, account: juliet.address, ver: null, contacts }));
  const kith = await start(profile);
  await kith.open(page);
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Your server has no contact list for this account.")).toBeVisible();
  await expect(page.getByRole("treeitem")).toHaveCount(0);
  await kith.stop();
  expect(await readFile(cache, "utf8")).toContain("romeo@example.test");
  await rm(profile, { recursive: true });
});
