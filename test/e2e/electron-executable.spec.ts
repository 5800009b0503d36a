import { expect, test } from "./fixture.ts";
import { electronTrouble } from "./shells/electron.ts";

// Without an executable, this one test is reported as skipped instead of every spec of this project.
const trouble = electronTrouble();

test("the specs in Electron's own window", async ({ page, start }) => {
  test.skip(trouble !== null, trouble ?? "");
  const kith = await start();
  await kith.open(page);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => location.origin)).toBe("app://kith");
});
