import { expect, test } from "./fixture.ts";
import { electronTrouble } from "./shells/electron.ts";

// Stands for all specs of this project: where there is no executable, this is the one that is reported as skipped.
const trouble = electronTrouble();

test("the specs in Electron's own window", async ({ page, start }) => {
  test.skip(trouble !== null, trouble ?? "");
  const kith = await start();
  await kith.open(page);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => location.origin)).toBe("app://kith");
});
