import { expect, fillSignIn, test } from "./fixture.ts";
import { browserShell } from "./shells/browser.ts";

test("a second start on the same profile opens a page of the one that runs", async ({
  page,
  context,
  account,
  server,
  authority,
}, testInfo) => {
  const items = [
    { jid: "romeo@example.test", name: "Romeo", groups: ["Friends"], subscription: "none" as const },
  ];
  const kith = await browserShell.start(testInfo.outputPath("profile"), authority);
  await kith.open(page);
  await fillSignIn(page, await account(items), server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  const romeo = { name: /^Romeo,/ };
  await expect(page.getByRole("treeitem", romeo)).toBeVisible();
  const second = await context.browser()?.newPage();
  if (second === undefined) throw new Error("no browser");
  const { url, said } = await kith.startAgain();
  expect(said).toBe("");
  await second.goto(url);
  await expect(second.getByRole("treeitem", romeo)).toBeVisible();
  expect(new URL(second.url()).origin).toBe(new URL(page.url()).origin);
  expect(new URL(second.url()).hash).toBe("");
  await second.close();
  await kith.stop();
});

test("a second start with --demo shows the demo that is already open, and says so", async ({
  page,
  context,
  authority,
}, testInfo) => {
  const kith = await browserShell.start(testInfo.outputPath("profile"), authority, ["--demo"]);
  await kith.open(page);
  const request = { name: "gregory@capulet.example" };
  await page.getByRole("group", request).getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("region", { name: "Requests" })).toContainText("can see your status now");
  const second = await context.browser()?.newPage();
  if (second === undefined) throw new Error("no browser");
  const { url, said } = await kith.startAgain();
  expect(said).toContain("Kith already runs on this profile: it is shown as it is, and --demo is ignored.");
  await second.goto(url);
  await expect(second.getByRole("complementary", { name: "Demo" })).toBeVisible();
  await second.getByRole("searchbox", { name: "Search contacts" }).fill("gregory@");
  await expect(second.getByRole("treeitem", { name: /^gregory@capulet\.example/ }).first()).toBeVisible();
  await second.close();
  expect(kith.isRunning()).toBe(true);
  await kith.stop();
});
