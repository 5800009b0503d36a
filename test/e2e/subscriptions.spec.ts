import type { Page } from "@playwright/test";
import { expect, test, type Account } from "./fixture.ts";
import type { PlainClient } from "../servers/plain-client.ts";
import { chooseStatus, goOffline } from "./organise.ts";

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("treeitem", { name: new RegExp(`^${name},`) }).click({ button: "right" });
  await page.getByRole("menuitem", { name: item }).click();
}

const isOfType = (type: string) => (one: { name: string; attrs: Record<string, string | undefined> }) =>
  one.name === "presence" && one.attrs["type"] === type;

/** They ask, Juliet accepts and asks, they accept: both see each other, and Romeo has a name on her list. */
async function befriend(page: Page, juliet: Account, romeo: PlainClient): Promise<void> {
  await romeo.send(`<presence type="subscribe" to="${juliet.address}"/>`);
  await page.getByRole("button", { name: "Accept" }).click();
  await romeo.waitFor(isOfType("subscribed"));
  await page.getByRole("button", { name: "Ask to see their status" }).click();
  await romeo.waitFor(isOfType("subscribe"));
  await romeo.send(`<presence type="subscribed" to="${juliet.address}"/>`);
  await expect(page.getByRole("treeitem", { name: /^Romeo, available/ })).toBeVisible();
}

test("withdraw request: the contact no longer waits, and the other side is notified", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const romeo = await account([], [], "romeo");
  const his = await device(romeo);
  await signIn(await account([{ jid: romeo.address, name: "Romeo", subscription: "none" }]));
  await choose(page, "Romeo", "Ask to see their status");
  await his.waitFor(isOfType("subscribe"));
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, Waiting for them to accept" }),
  ).toBeVisible();
  await choose(page, "Romeo", "Withdraw request");
  await his.waitFor(isOfType("unsubscribe"));
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, You don't see each other's status" }),
  ).toBeVisible();
});

test("[S7] a refusal shows on the contact", async ({ page, account, device, signIn }) => {
  const romeo = await account([], [], "romeo");
  const his = await device(romeo);
  const juliet = await account([{ jid: romeo.address, name: "Romeo", subscription: "none" }]);
  await signIn(juliet);
  await choose(page, "Romeo", "Ask to see their status");
  await his.waitFor(isOfType("subscribe"));
  await his.send(`<presence type="unsubscribed" to="${juliet.address}"/>`);
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, They do not share their status with you." }),
  ).toBeVisible();
});

test("[S6] the far server's error shows on the contact", async ({ page, account, signIn }) => {
  await signIn(await account([{ jid: "nobody@nowhere.invalid", name: "Nobody", subscription: "none" }]));
  await choose(page, "Nobody", "Ask to see their status");
  await expect(page.getByRole("treeitem", { name: /^Nobody, offline, .*server/i })).toBeVisible();
});

test("[S9] stop seeing and stop sharing, each alone", async ({ page, account, device, signIn }) => {
  const romeo = await account([], [], "romeo");
  const his = await device(romeo);
  const juliet = await account([{ jid: romeo.address, name: "Romeo", subscription: "none" }]);
  await signIn(juliet);
  await befriend(page, juliet, his);
  await choose(page, "Romeo", "Stop seeing their status");
  await his.waitFor(isOfType("unsubscribe"));
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, They see your status; you don't see theirs" }),
  ).toBeVisible();
  await choose(page, "Romeo", "Stop sharing my status");
  await his.waitFor(isOfType("unsubscribed"));
  await expect(
    page.getByRole("treeitem", { name: "Romeo, offline, You don't see each other's status" }),
  ).toBeVisible();
});

test("share my status answers the request of somebody on the list", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const romeo = await account([], [], "romeo");
  const his = await device(romeo);
  const juliet = await account([{ jid: romeo.address, name: "Romeo", subscription: "none" }]);
  await signIn(juliet);
  await his.send(`<presence type="subscribe" to="${juliet.address}"/>`);
  await expect(page.getByRole("group", { name: romeo.address })).toBeVisible();
  await choose(page, "Romeo", "Share my status");
  await his.waitFor(isOfType("subscribed"));
  await expect(
    page.getByRole("group", { name: romeo.address }).getByRole("button", { name: "Accept" }),
  ).toHaveCount(0);
});

test("[P0] a stray message is shown with Open chat, and stays after a restart", async ({
  page,
  account,
  device,
  signIn,
  start,
}) => {
  const romeo = await account([], [], "romeo");
  const his = await device(romeo);
  const juliet = await account([{ jid: romeo.address, name: "Romeo", subscription: "none" }]);
  const kith = await signIn(juliet);
  await befriend(page, juliet, his);
  const ours = his.received.find((one) => one.attrs["from"]?.startsWith(`${juliet.address}/`) === true);
  await his.send(
    `<message to="${ours?.attrs["from"] ?? ""}" type="chat"><body>to this program alone</body></message>`,
  );
  await expect(page.getByText("Romeo wrote to you")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open chat" })).toBeVisible();
  await kith.stop();
  await (await start(kith.profile)).open(page);
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Romeo wrote to you")).toBeVisible();
});

test("[R3] an edit made while offline is pending, says so, and is sent after reconnecting", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account([
    { jid: "romeo@example.test", name: "Romeo", groups: ["A"], subscription: "none" },
  ]);
  await signIn(juliet);
  const other = await device(juliet);
  await goOffline(page);
  await other.waitFor(isOfType("unavailable"));
  await page.getByRole("treeitem", { name: /^Romeo,/ }).focus();
  await page.keyboard.press("F2");
  await page.getByRole("dialog").getByLabel("Name").fill("Montague");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("treeitem", { name: /^Montague,/ })).toBeVisible();
  await expect(page.getByText("1 change waiting")).toBeVisible();
  await chooseStatus(page, "Available");
  const push = await other.waitFor((one) => one.attrs["type"] === "set");
  expect(push.getChild("query")?.getChild("item")?.attrs["name"]).toBe("Montague");
  await expect(page.getByText("1 change waiting")).toHaveCount(0);
});
