import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, fillSignIn, test } from "./fixture.ts";
import { browserShell, startFrom } from "./shells/browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, "dist");
const recorder = pathToFileURL(join(root, "test", "support", "network-recorder.mjs")).href;

/** Has a Kith write down in this file whom it dials and which names it looks up. */
const recordTo = (file: string) => ({ NODE_OPTIONS: `--import ${recorder}`, KITH_NETWORK_RECORD: file });

test("[N8] Kith starts and signs in where the demo's file is missing: it is read only when asked for", async ({
  page,
  account,
  server,
  authority,
}, testInfo) => {
  const folder = await mkdtemp(join(root, ".cache", "without-demo-"));
  await cp(built, folder, { recursive: true });
  const chunks = (await readdir(join(folder, "main"))).filter((name) => name.startsWith("demo-"));
  expect(chunks).toHaveLength(1);
  for (const chunk of chunks) await rm(join(folder, "main", chunk));
  const kith = await startFrom(join(folder, "main", "browser.js"), testInfo.outputPath("profile"), authority);
  await kith.open(page);
  // Asked for, it is missed: that is a bug told in a sentence, and Kith goes on.
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByRole("alert")).toHaveText("Something went wrong inside Kith. Please report it.");
  await fillSignIn(page, await account(), server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("No contacts yet")).toBeVisible();
  await kith.stop();
  await rm(folder, { recursive: true });
});

test("[N8] none of the cast stands in any other file of the main process", async () => {
  const files = (await readdir(join(built, "main"))).filter(
    (name) => name.endsWith(".js") && !name.startsWith("demo-"),
  );
  expect(files.length).toBeGreaterThan(1);
  for (const file of files)
    expect(await readFile(join(built, "main", file), "utf8")).not.toContain("nurse@capulet.example");
});

test("[N9] the demo looks up no name and dials nobody but the computer itself", async ({
  page,
  authority,
}, testInfo) => {
  const record = testInfo.outputPath("network");
  const profile = testInfo.outputPath("profile");
  const kith = await browserShell.start(profile, authority, ["--demo"], recordTo(record));
  await kith.open(page);
  const requests = page.getByRole("region", { name: "Requests" });
  await expect(requests).toContainText("1 of 4");
  await expect(requests).toContainText("1 of 3", { timeout: 15_000 });
  await page.getByRole("button", { name: "Leave the demo" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await kith.stop();
  const lines = (await readFile(record, "utf8")).trim().split("\n");
  expect(lines.some((line) => line.startsWith("dial 127.0.0.1 "))).toBe(true);
  // An address in numbers is asked of nobody, though it takes the way of a name.
  const isHome = /^(dial 127\.0\.0\.1 \d+|dial file|lookup 127\.0\.0\.1)$/;
  expect(lines.filter((line) => !isHome.test(line))).toEqual([]);
});

test("[N9] it is recorded where Kith does look up a name", async ({ page, authority }, testInfo) => {
  const record = testInfo.outputPath("network");
  const kith = await browserShell.start(testInfo.outputPath("profile"), authority, [], recordTo(record));
  await kith.open(page);
  await page.getByLabel("Address").fill("juliet@nowhere.invalid");
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("nowhere.invalid");
  await kith.stop();
  expect(await readFile(record, "utf8")).toContain("nowhere.invalid");
});
