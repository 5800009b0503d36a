import { expect, test } from "./fixture.ts";

const cast = [
  { jid: "romeo@example.test", name: "Romeo", groups: ["Friends"], subscription: "none" as const },
  { jid: "nurse@example.test", name: "Nurse", groups: ["Family"], subscription: "none" as const },
];

test("[F1] collapsed groups and row height are restored after a restart, already beside the password field", async ({
  page,
  account,
  signIn,
  start,
}) => {
  const juliet = await account(cast);
  const kith = await signIn(juliet);
  await page.getByRole("treeitem", { name: /^Friends,/ }).click();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toHaveCount(0);
  const nurse = page.getByRole("treeitem", { name: /^Nurse,/ });
  const height = (await nurse.boundingBox())?.height ?? 0;
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Settings…" }).click();
  await page.getByRole("radio", { name: "Compact" }).click();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await nurse.boundingBox())?.height).toBeLessThan(height);
  await kith.stop();

  const again = await start(kith.profile);
  await again.open(page);
  await expect(page.getByLabel("Password")).toBeVisible();
  await expect(nurse).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Friends,/ })).toHaveAttribute("aria-expanded", "false");
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toHaveCount(0);
  expect((await nurse.boundingBox())?.height).toBeLessThan(height);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});
