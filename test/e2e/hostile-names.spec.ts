import { expect, test } from "./fixture.ts";

test("names of 100,000 characters, overrides and markup are shown as text, and nothing breaks", async ({
  page,
  account,
  signIn,
}) => {
  const long = "x".repeat(100_000);
  await signIn(
    await account([
      { jid: "long@example.test", name: long, groups: [long.slice(0, 5_000)], subscription: "none" },
      { jid: "rlo@example.test", name: "Ann \u202Egnp.exe", groups: ["A"], subscription: "none" },
      {
        jid: "markup@example.test",
        name: "<img src=x onerror=alert(1)>",
        groups: ["<b>B</b>"],
        subscription: "none",
      },
      {
        jid: "proto@example.test",
        name: "constructor",
        groups: ["__proto__", "constructor"],
        subscription: "none",
      },
      { jid: "lines@example.test", name: "two\nlines\tand a tab", groups: ["A"], subscription: "none" },
    ]),
  );
  await expect(
    page.getByRole("treeitem", { name: /^<img src=x onerror=alert\(1\)>, offline/ }),
  ).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "__proto__, 0 of 1 available" })).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^constructor, offline/ })).toHaveCount(2);
  const override = page.locator("bdi", { hasText: "gnp.exe" }).first();
  await expect(override).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
