import { loopbackProxy } from "../support/loopback-proxy.ts";
import { expect, fillSignIn, test } from "./fixture.ts";

test("[D17] when the network comes back, a line that died unnoticed is found out and made anew", async ({
  page,
  account,
  device,
  server,
  start,
}) => {
  const between = await loopbackProxy(server.starttlsPort);
  const juliet = await account();
  await (await start()).open(page);
  await fillSignIn(page, juliet, between.port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "My status" })).toBeVisible();

  between.freeze();
  const other = await device(juliet);
  await other.ask(
    "set",
    `<query xmlns="jabber:iq:roster"><item jid="paris@example.test" name="Paris"/></query>`,
  );
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  // Silence alone is asked about after a minute.
  await expect(page.getByRole("treeitem", { name: /^Paris,/ })).toBeVisible({ timeout: 25_000 });
  await between.close();
});
