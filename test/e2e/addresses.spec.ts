import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";

const dartagnan = {
  jid: "d\\27artagnan@example.test",
  groups: ["Musketeers"],
  subscription: "none" as const,
};

test("[J5] an escaped address is shown and found unescaped, and copied escaped", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(
    await account([dartagnan, { jid: "romeo@example.test", name: "Romeo", subscription: "none" }]),
  );
  const row = page.getByRole("treeitem", { name: /^d'artagnan@example\.test, offline/ });
  await expect(row).toBeVisible();
  await page.getByRole("searchbox", { name: "Search contacts" }).fill("d'art");
  await expect(page.getByRole("treeitem", { name: /^Romeo/ })).toHaveCount(0);
  await expect(row.locator("mark")).toHaveText("d'art");
  await page.getByRole("searchbox", { name: "Search contacts" }).fill("d\\27art");
  await expect(row).toBeVisible();
  await page.getByRole("searchbox", { name: "Search contacts" }).fill("");
  await row.focus();
  await page.keyboard.press("F2");
  await expect(page.getByRole("dialog", { name: "Edit contact" })).toContainText("d'artagnan@example.test");
});

test("[J5] an address typed with an apostrophe is sent escaped", async ({ page, signInBeside }) => {
  const other = await signInBeside();
  await page.getByRole("button", { name: "Add contact" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add contact" });
  await dialog.getByLabel("Address").fill("d'artagnan@example.test");
  // The dialog shows the address that is sent only if it differs from the typed one.
  await expect(dialog.getByText("Kith will add")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const push = await other.waitFor((one) => one.getChild("query")?.getChild("item") !== undefined);
  expect(push.getChild("query")?.getChild("item")?.attrs["jid"]).toBe("d\\27artagnan@example.test");
  await expect(page.getByRole("treeitem", { name: /^d'artagnan@example\.test, offline/ })).toBeVisible();
});

test("[J7] a pasted link shows its address, fills empty fields, and sends nothing by itself", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account();
  await signIn(juliet);
  const tybalt = await account([], [], "tybalt");
  const his = await device(tybalt);
  await page.getByRole("button", { name: "Add contact" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add contact" });
  const address = dialog.getByLabel("Address");
  await address.fill(`<xmpp:${tybalt.address}/hall?subscribe;name=Tybalt%20C;group=Capulet>.`);
  await expect(dialog.getByText(`Kith will add ${tybalt.address}.`)).toBeVisible();
  await expect(address).toHaveAccessibleDescription(`Kith will add ${tybalt.address}.`);
  await expect(dialog.getByLabel("Name")).toHaveValue("Tybalt C");
  await expect(dialog.getByRole("button", { name: "Remove Capulet" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  // A field that the person has filled keeps its text when another link is pasted.
  await dialog.getByLabel("Name").fill("Cousin");
  await address.fill(`xmpp:${tybalt.address}?roster;name=Other;group=Others`);
  await expect(dialog.getByLabel("Name")).toHaveValue("Cousin");
  await expect(dialog.getByRole("button", { name: "Remove Others" })).toBeVisible();
  expect(his.received.filter((one) => one.attrs["type"] === "subscribe")).toEqual([]);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await his.waitFor((one) => one.attrs["type"] === "subscribe");
  await expect(
    page.getByRole("treeitem", { name: "Cousin, offline, Waiting for them to accept" }),
  ).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "Others, 0 of 1 available" })).toBeVisible();
});

for (const typed of [
  "romeo@example.test, juliet@example.test",
  "xmpp:romeo%ff@example.test",
  "https://example.test/@romeo",
]) {
  test(`[J7] pasting ${typed} shows one sentence, and the text stays`, async ({ page, account, signIn }) => {
    await signIn(await account());
    await page.getByRole("button", { name: "Add contact" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add contact" });
    await dialog.getByLabel("Address").fill(typed);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByRole("alert")).toHaveText(/is not a valid address/);
    await expect(dialog.getByLabel("Address")).toHaveValue(typed);
    await expect(page.getByRole("treeitem")).toHaveCount(0);
  });
}

test("[J7] signing in with a link names the account, and signs in to it", async ({
  page,
  account,
  signIn,
}) => {
  const juliet = await account();
  await signIn({ ...juliet, address: `xmpp:${juliet.address}/balcony` });
  await expect(page.getByRole("heading", { name: juliet.address })).toBeVisible();
});

test("[J6] invisible names and groups have a visible label, and are sent back unchanged", async ({
  page,
  signInBeside,
}) => {
  const blank = {
    jid: "blank@example.test",
    name: "\u200B\u3164",
    groups: ["\u2800"],
    subscription: "none" as const,
  };
  const other = await signInBeside([blank]);
  await expect(page.getByRole("treeitem", { name: "Unnamed group, 0 of 1 available" })).toBeVisible();
  const row = page.getByRole("treeitem", { name: /^blank@example\.test, offline/ });
  await row.focus();
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog", { name: "Edit contact" });
  await dialog.getByLabel("Groups").fill("Verona");
  await dialog.getByLabel("Groups").press("Enter");
  await dialog.getByRole("button", { name: "Save" }).click();
  const push = await other.waitFor((one) => one.getChild("query")?.getChild("item") !== undefined);
  const item = push.getChild("query")?.getChild("item");
  expect(item?.attrs["name"]).toBe("\u200B\u3164");
  expect(
    item
      ?.getChildren("group")
      .map((group) => group.getText())
      .toSorted(),
  ).toEqual(["Verona", "\u2800"]);
  await expect(page.getByRole("treeitem", { name: "Verona, 0 of 1 available" })).toBeVisible();
});

test("[J5] [J6] a request with an invisible name shows the readable address", async ({
  page,
  account,
  signIn,
}) => {
  await signIn(await account([], [{ jid: "d\\27artagnan@example.test" }]));
  await expect(page.getByRole("group", { name: "d'artagnan@example.test" })).toBeVisible();
});
