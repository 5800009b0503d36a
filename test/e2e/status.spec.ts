import { expect, test } from "./fixture.ts";

test("[P0] sets own status and text, always at priority -1", async ({ page, signInBeside }) => {
  const other = await signInBeside();
  await page.getByRole("button", { name: "My status" }).click();
  await page.getByRole("menuitem", { name: "Do not disturb" }).click();
  const shown = await other.waitFor((one) => one.getChildText("show") === "dnd");
  expect(shown.getChildText("priority")).toBe("-1");
  const text = page.getByRole("textbox", { name: "Status message" });
  await text.fill("On the balcony");
  await text.press("Enter");
  const told = await other.waitFor((one) => one.getChildText("status") === "On the balcony");
  expect(told.getChildText("show")).toBe("dnd");
  await expect(page.getByRole("button", { name: "My status" })).toHaveAccessibleDescription("Do not disturb");
});

test("[P1] goes offline and comes back", async ({ page, signInBeside }) => {
  const other = await signInBeside([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  await page.getByRole("button", { name: "My status" }).click();
  await page.getByRole("menuitem", { name: "Offline" }).click();
  const goodbye = await other.waitFor((one) => one.attrs["type"] === "unavailable");
  expect(goodbye.getChild("priority")).toBeUndefined();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  await page.getByRole("button", { name: "My status" }).click();
  await page.getByRole("menuitem", { name: "Available", exact: true }).click();
  await other.waitFor(
    (one) =>
      one.name === "presence" && one.attrs["type"] === undefined && one.getChildText("priority") === "-1",
  );
});

test("signs out: sends unavailable presence, and deletes the list from screen and disk", async ({
  page,
  account,
  device,
  signIn,
  start,
}) => {
  const juliet = await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  const kith = await signIn(juliet);
  const other = await device(juliet);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await other.waitFor((one) => one.attrs["type"] === "unavailable");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await kith.stop();
  await (await start(kith.profile)).open(page);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("Romeo")).toHaveCount(0);
});

test("[P7] after a lost connection Kith says when it tries again, and reconnects by itself", async ({
  page,
  account,
  signIn,
  server,
}) => {
  await signIn(await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]));
  await server.restart(async () => {
    await expect(page.getByRole("status")).toContainText(/Reconnecting in \d+ s/);
    await expect(page.getByRole("treeitem", { name: /^Romeo, status unknown/ })).toBeVisible();
  });
  await expect(page.getByRole("treeitem", { name: /^Romeo, offline/ })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Try now" })).toHaveCount(0);
});

test("Try now skips the wait", async ({ page, account, signIn, server }) => {
  await signIn(await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]));
  await server.restart(async () => {
    // After some failures the wait is longer than the timeout of this test.
    await expect(page.getByRole("status")).toContainText(/Reconnecting in ([89]|1\d) s/, { timeout: 25_000 });
  });
  await page.getByRole("button", { name: "Try now" }).click();
  await expect(page.getByRole("treeitem", { name: /^Romeo, offline/ })).toBeVisible({ timeout: 3_000 });
});
