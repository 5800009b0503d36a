import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, fillSignIn, test } from "./fixture.ts";
import { browserShell, startFrom } from "./shells/browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, "dist");
const recorder = pathToFileURL(join(root, "test", "support", "network-recorder.mjs")).href;

/** Makes Kith record in this file which addresses it connects to and which names it looks up. */
const recordTo = (file: string) => ({ NODE_OPTIONS: `--import ${recorder}`, KITH_NETWORK_RECORD: file });

test("[N8] Kith starts and signs in without the demo's file, which is read only when the demo opens", async ({
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
  // Opening the demo then fails with a sentence, and Kith keeps running.
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByRole("alert")).toHaveText("Something went wrong inside Kith. Please report it.");
  await fillSignIn(page, await account(), server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("No contacts yet")).toBeVisible();
  await kith.stop();
  await rm(folder, { recursive: true });
});

test("[N8] no other file of the main process contains any of the cast", async () => {
  const files = (await readdir(join(built, "main"))).filter(
    (name) => name.endsWith(".js") && !name.startsWith("demo-"),
  );
  expect(files.length).toBeGreaterThan(1);
  for (const file of files)
    expect(await readFile(join(built, "main", file), "utf8")).not.toContain("nurse@capulet.example");
});

test("[N9] the demo looks up no name and connects only to 127.0.0.1", async ({
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
  // A numeric address goes through the same function as a name, but no server is asked.
  const isHome = /^(dial 127\.0\.0\.1 \d+|dial file|lookup 127\.0\.0\.1)$/;
  expect(lines.filter((line) => !isHome.test(line))).toEqual([]);
});

test("[N9] the recorder notices if Kith does look up a name", async ({ page, authority }, testInfo) => {
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
