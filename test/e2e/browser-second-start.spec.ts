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
  await second.goto(await kith.freshUrl());
  await expect(second.getByRole("treeitem", romeo)).toBeVisible();
  expect(new URL(second.url()).origin).toBe(new URL(page.url()).origin);
  expect(new URL(second.url()).hash).toBe("");
  await second.close();
  await kith.stop();
});
