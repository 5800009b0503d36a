import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { changes, goOffline } from "./organise.ts";

const romeo = {
  jid: "romeo@example.test",
  name: "Romeo",
  groups: ["Friends"],
  subscription: "none" as const,
};

test("adds a contact with name, groups and a message", async ({ page, account, device, signIn }) => {
  const juliet = await account([romeo]);
  await signIn(juliet);
  const tybalt = await account([], [], "tybalt");
  const his = await device(tybalt);
  await page.getByRole("button", { name: "Add contact" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add contact" });
  await dialog.getByLabel("Address").fill(tybalt.address);
  await dialog.getByLabel("Name").fill("Tybalt");
  await dialog.getByLabel("Groups").fill("Capulet");
  await dialog.getByLabel("Groups").press("Enter");
  await dialog.getByLabel("Message to them").fill("Cousin, it is me");
  await expect(dialog.getByRole("checkbox", { name: "Ask to see their status" })).toBeChecked();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const request = await his.waitFor((one) => one.attrs["type"] === "subscribe");
  expect(request.getChildText("status")).toBe("Cousin, it is me");
  await expect(
    page.getByRole("treeitem", { name: "Tybalt, offline, Waiting for them to accept" }),
  ).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "Capulet, 0 of 1 available" })).toBeVisible();
});

for (const [typed, sentence] of [
  ["not an address@@", /is not a valid address/],
  ["romeo@example.test", /already/],
  ["own", /your own address/],
  ["romeo@example.test/balcony", /already/],
] as const) {
  test(`adding ${typed} shows its sentence, and the typed text stays`, async ({ page, account, signIn }) => {
    const juliet = await account([romeo]);
    await signIn(juliet);
    await page.getByRole("button", { name: "Add contact" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add contact" });
    const address = typed === "own" ? juliet.address : typed;
    await dialog.getByLabel("Address").fill(address);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByRole("alert")).toHaveText(sentence);
    await expect(dialog.getByLabel("Address")).toHaveValue(address);
  });
}

test("edits name and groups; an empty name shows the address", async ({ page, signInBeside }) => {
  const other = await signInBeside([romeo]);
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog", { name: "Edit contact" });
  await dialog.getByLabel("Name").fill("");
  await dialog.getByLabel("Groups").fill("Verona");
  await dialog.getByLabel("Groups").press("Enter");
  await dialog.getByRole("button", { name: "Save" }).click();
  const push = await other.waitFor((one) => one.attrs["type"] === "set");
  const item = push.getChild("query")?.getChild("item");
  expect(item?.attrs["name"] ?? "").toBe("");
  expect(
    item
      ?.getChildren("group")
      .map((group) => group.getText())
      .toSorted(),
  ).toEqual(["Friends", "Verona"]);
  await expect(page.getByRole("treeitem", { name: /^romeo@example\.test, offline/ })).toHaveCount(2);
});

test("[R13] a refused edit shows the reason on the row, and can be tried again", async ({
  page,
  account,
  signIn,
}) => {
  const fixed = await account([romeo], [], "refused");
  await signIn(fixed);
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("F2");
  await page.getByRole("dialog").getByLabel("Name").fill("Montague");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByRole("treeitem", { name: /Not saved\. Your server does not let you change this contact\./ }),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  const card = changes(page);
  await expect(card).toHaveText("Could not rename RomeoYour server does not let you change this contact.");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
});

test("[E3] the row says what another device changed meanwhile, until it is dismissed", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account([romeo]);
  await signIn(juliet);
  await goOffline(page);
  const row = page.getByRole("treeitem", { name: /^Montague,/ });
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("F2");
  await page.getByRole("dialog", { name: "Edit contact" }).getByLabel("Name").fill("Montague");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toHaveAccessibleName(/Will be sent when you are online/);
  const other = await device(juliet);
  const theirs = `<item jid="${romeo.jid}" name="Mo"><group>Friends</group><group>Verona</group></item>`;
  await other.ask("set", `<query xmlns="jabber:iq:roster">${theirs}</query>`);
  await page.getByRole("button", { name: "My status" }).click();
  await page.getByRole("menuitem", { name: "Available" }).click();
  const push = await other.waitFor((one) => one.toString().includes('name="Montague"'));
  expect(push.getChild("query")?.getChild("item")?.getChildren("group")).toHaveLength(2);
  const told = page.getByText("You named them Montague, but meanwhile they were named Mo elsewhere.");
  // They are in two groups now, and the row in each of them says so.
  await expect(told).toHaveCount(2);
  await expect(row.first()).toHaveAccessibleName(
    /Meanwhile one group was changed elsewhere; that change was kept/,
  );
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Dismiss" }).first().click();
  await expect(told).toHaveCount(0);
  await expect(row).toHaveCount(2);
});

test("[R16] removes a contact once the wait is over", async ({ page, signInBeside }) => {
  const other = await signInBeside([romeo]);
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("treeitem", { name: "Romeo, offline, Removing…" })).toBeFocused();
  const push = await other.waitFor((one) => one.attrs["type"] === "set", 20_000);
  expect(push.getChild("query")?.getChild("item")?.attrs["subscription"]).toBe("remove");
  await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toHaveCount(0);
});

test("a text over the limit shows its sentence", async ({ page, account, signIn }) => {
  await signIn(await account([romeo]));
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog", { name: "Edit contact" });
  await dialog.getByLabel("Name").fill("x".repeat(257));
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("256");
  await dialog.getByLabel("Name").fill("x".repeat(256));
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("treeitem", { name: /^x{256}/ })).toBeVisible();
});
