import { expect, fillSignIn, test } from "./fixture.ts";

test("signs in with an address and a password, and shows everybody in groups", async ({
  page,
  account,
  signIn,
}) => {
  const juliet = await account([
    { jid: "romeo@example.test", name: "Romeo", groups: ["Friends", "Verona"], subscription: "none" },
    { jid: "nurse@example.test", name: "Nurse", groups: ["Family"], subscription: "none" },
    { jid: "paris@example.test", subscription: "none", ask: true },
  ]);
  await signIn(juliet);
  const tree = page.getByRole("tree", { name: "Contacts" });
  await expect(tree.getByRole("treeitem", { name: "Friends, 0 of 1 available" })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: "Family, 0 of 1 available" })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: "No group, 0 of 1 available" })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^Romeo, offline/ })).toHaveCount(2);
  await expect(
    tree.getByRole("treeitem", { name: "paris@example.test, offline, Waiting for them to accept" }),
  ).toBeVisible();
});

test("signs in over direct TLS", async ({ page, account, start, server }) => {
  const juliet = await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  await (await start()).open(page);
  await fillSignIn(page, juliet, server.directTlsPort, "Direct TLS");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("treeitem", { name: /^Romeo, offline/ })).toBeVisible();
});

test("a wrong password shows one sentence, and the typed text stays", async ({
  page,
  account,
  start,
  server,
}) => {
  const juliet = await account();
  await (await start()).open(page);
  await fillSignIn(page, { address: juliet.address, password: "wrong" }, server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Wrong address or password.");
  await expect(page.getByLabel("Address")).toHaveValue(juliet.address);
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("tree", { name: "Contacts" })).toBeVisible();
});
