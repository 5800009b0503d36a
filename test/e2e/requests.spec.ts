import { expect, test } from "./fixture.ts";
import type { PlainClient } from "../servers/plain-client.ts";

async function ask(from: PlainClient, to: string, nickname: string, message: string): Promise<void> {
  await from.send(
    `<presence type="subscribe" to="${to}"><status>${message}</status><nick xmlns="http://jabber.org/protocol/nick">${nickname}</nick></presence>`,
  );
}

test("[J2] a request shows address, nickname and text; accepting it offers to ask for theirs", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account();
  await signIn(juliet);
  const romeo = await device(await account([], [], "romeo"));
  await ask(romeo, juliet.address, "Prince of Cats", "Let me in, cousin.");
  const request = page.getByRole("region", { name: "Requests" }).getByRole("group", { name: romeo.bareJid });
  await expect(request).toContainText("Prince of Cats");
  await expect(request).toContainText(romeo.bareJid);
  await expect(request).toContainText("Let me in, cousin.");
  await request.getByRole("button", { name: "Accept" }).click();
  await romeo.waitFor((one) => one.attrs["type"] === "subscribed");
  await expect(request.getByRole("button", { name: "Accept" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Requests" })).toContainText(romeo.bareJid);
  await page.getByRole("button", { name: "Ask to see their status" }).click();
  await romeo.waitFor((one) => one.attrs["type"] === "subscribe");
});

test("denying answers once and the request is gone", async ({ page, account, device, signIn }) => {
  const juliet = await account();
  await signIn(juliet);
  const romeo = await device(await account([], [], "romeo"));
  await ask(romeo, juliet.address, "", "");
  const request = page.getByRole("group", { name: romeo.bareJid });
  await request.getByRole("button", { name: "Deny" }).click();
  await romeo.waitFor((one) => one.attrs["type"] === "unsubscribed");
  await expect(page.getByRole("region", { name: "Requests" })).toHaveCount(0);
});

test("not now hides it until the next start, and the count stays", async ({
  page,
  account,
  device,
  signIn,
  start,
}) => {
  const juliet = await account();
  const kith = await signIn(juliet);
  const romeo = await device(await account([], [], "romeo"));
  await ask(romeo, juliet.address, "", "");
  const request = page.getByRole("group", { name: romeo.bareJid });
  await request.getByRole("button", { name: "Not now" }).click();
  await expect(request).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Requests" })).toContainText("1 request for later");
  await kith.stop();
  const again = await start(kith.profile);
  await again.open(page);
  await page.getByLabel("Password").fill(juliet.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("group", { name: romeo.bareJid })).toBeVisible();
});

test("several at once, a repeated one once, and a withdrawn one closes by itself", async ({
  page,
  account,
  device,
  signIn,
}) => {
  const juliet = await account();
  await signIn(juliet);
  const romeo = await device(await account([], [], "romeo"));
  const paris = await device(await account([], [], "paris"));
  await ask(romeo, juliet.address, "", "first");
  await ask(romeo, juliet.address, "", "second");
  await ask(paris, juliet.address, "", "");
  const region = page.getByRole("region", { name: "Requests" });
  await expect(region).toContainText(/[12] of 2/);
  await romeo.send(`<presence type="unsubscribe" to="${juliet.address}"/>`);
  await expect(region.getByRole("group", { name: paris.bareJid })).toBeVisible();
  await expect(region.getByRole("group", { name: romeo.bareJid })).toHaveCount(0);
});

test("requests that arrived while Kith was closed are shown", async ({ page, account, signIn }) => {
  const juliet = await account([], [{ jid: "romeo@example.test", message: "waiting" }]);
  await signIn(juliet);
  await expect(page.getByRole("group", { name: "romeo@example.test" })).toContainText("waiting");
});
