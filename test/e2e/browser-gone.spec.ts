import { expect, test } from "./fixture.ts";

test("[X3] the list stays readable after Kith has ended, and its foot says so", async ({
  page,
  account,
  signIn,
}) => {
  const own = await account([
    { jid: "romeo@example.net", name: "Romeo", groups: ["Friends"], subscription: "both" },
  ]);
  const kith = await signIn(own);
  const romeo = page.getByRole("treeitem", { name: /^Romeo/ });
  await expect(romeo).toBeVisible();
  await kith.stop();
  await expect(page.getByText("Kith was closed or is not responding.").first()).toBeVisible();
  await expect(romeo).toBeVisible();
});
