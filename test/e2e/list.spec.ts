import { expect, test } from "./fixture.ts";
import { changeElsewhere, removeElsewhere } from "./organise.ts";

const cast = [
  {
    jid: "romeo@example.test",
    name: "Romeo",
    groups: ["Friends", "Verona", "Family"],
    subscription: "both" as const,
  },
  { jid: "nurse@example.test", name: "Nurse", groups: ["Family"], subscription: "both" as const },
  { jid: "zoe@example.test", name: "Zoë", subscription: "none" as const },
];

test("what another device changes shows at once", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await changeElsewhere(other, { jid: "nurse@example.test", name: "Angelica", groups: ["Servants"] });
  await expect(page.getByRole("treeitem", { name: "Servants, 0 of 1 available" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Angelica,/ })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Nurse,/ })).toHaveCount(0);
  await removeElsewhere(other, "nurse@example.test");
  await expect(page.getByRole("treeitem", { name: /^Angelica,/ })).toHaveCount(0);
});

test("a contact in three groups is shown in all three, and people without a group under No group", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(cast));
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toHaveCount(3);
  await expect(page.getByRole("treeitem", { name: "No group, 0 of 1 available" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Zoë,/ })).toHaveCount(1);
});

test("[P5] people who are online show their status and text, and are counted", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const romeo = await account([], [], "romeo");
  const juliet = await account([
    { jid: romeo.address, name: "Romeo", groups: ["Friends"], subscription: "none" },
  ]);
  await signIn(juliet);
  const his = await device(romeo);
  await page.getByRole("treeitem", { name: /^Romeo,/ }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Ask to see their status" }).click();
  await his.waitFor((one) => one.attrs["type"] === "subscribe");
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, Waiting for them to accept" }),
  ).toBeVisible();
  await his.send(`<presence type="subscribed" to="${juliet.address}"/>`);
  await his.send(`<presence><show>away</show><status>In the orchard</status></presence>`);
  await expect(page.getByRole("treeitem", { name: "Romeo, away, In the orchard" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "Friends, 1 of 1 available" })).toBeVisible();
});

test("search finds by name and address, accents and case folded, and keeps the headings", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account(cast));
  const search = page.getByRole("searchbox", { name: "Search contacts" });
  await search.fill("zoe");
  await expect(page.getByRole("treeitem", { name: /^Zoë,/ })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toHaveCount(0);
  await search.fill("NURSE@EXAMPLE");
  await expect(page.getByRole("treeitem", { name: /^Nurse,/ })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Family,/ })).toBeVisible();
  await search.press("Escape");
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toHaveCount(3);
});

test("the list is one tab stop, and the arrows move in it", async ({ page, account, signIn }) => {
  await signIn(await account(cast));
  const tree = page.getByRole("tree", { name: "Contacts" });
  await expect(tree.locator('[tabindex="0"]')).toHaveCount(1);
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("treeitem", { name: /^Family,/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("treeitem", { name: /^Nurse,/ })).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("treeitem", { name: /^Family,/ })).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("treeitem", { name: /^Family,/ })).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("End");
  await expect(page.getByRole("treeitem", { name: /^Zoë,/ })).toBeFocused();
  await page.keyboard.press("Home");
  await expect(page.getByRole("treeitem", { name: /^Family,/ })).toBeFocused();
  await page.keyboard.type("ver");
  await expect(page.getByRole("treeitem", { name: /^Verona,/ })).toBeFocused();
});

test("when the focused contact goes away, its neighbour has the focus", async ({ page, signInBeside }) => {
  const other = await signInBeside(cast);
  await page.getByRole("treeitem", { name: /^Nurse,/ }).focus();
  await removeElsewhere(other, "nurse@example.test");
  await expect(page.getByRole("treeitem", { name: /^Nurse,/ })).toHaveCount(0);
  await expect(page.getByRole("tree").locator(":focus")).toHaveCount(1);
});

test("an empty list says what to do next, and does it", async ({ page, account, signIn }) => {
  await signIn(await account());
  await page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^Add/ }).click();
  await expect(page.getByRole("dialog", { name: "Add contact" })).toBeVisible();
});

test("of ten thousand contacts, only those on screen are rendered", async ({ page, account, signIn }) => {
  const items = Array.from({ length: 10_000 }, (_, index) => ({
    jid: `person${index}@example.test`,
    name: `Person ${String(index).padStart(5, "0")}`,
    groups: [`Group ${index % 40}`],
    subscription: "none" as const,
  }));
  await signIn(await account(items));
  // The server needs seconds for a list of this length.
  await expect(page.getByRole("treeitem", { name: "Group 0, 0 of 250 available" })).toBeVisible({
    timeout: 20_000,
  });
  await page.getByRole("treeitem", { name: "Group 0, 0 of 250 available" }).focus();
  await page.keyboard.press("End");
  await expect(page.getByRole("treeitem", { name: /^Person 0999/ }).last()).toBeFocused();
  expect(await page.getByRole("treeitem").count()).toBeLessThan(200);
});
