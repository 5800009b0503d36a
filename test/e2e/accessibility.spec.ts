import { violations } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { goOffline } from "./organise.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({
    page,
    account,
    device,
    signIn,
    start,
  }) => {
    // It looks at every screen.
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await (await start()).open(page);
    await expect(page.getByRole("heading", { name: "Sign in to Kith" })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const juliet = await account([
      { jid: "romeo@example.test", name: "Romeo", groups: ["Friends"], subscription: "to" },
      { jid: "nurse@example.test", name: "Nurse", subscription: "none", ask: true },
    ]);
    await signIn(juliet);
    await expect(page.getByRole("treeitem", { name: /^Romeo,/ })).toBeVisible();
    const tybalt = await device(await account([], [], "tybalt"));
    await tybalt.send(
      `<presence type="subscribe" to="${juliet.address}"><status>Let me in</status></presence>`,
    );
    await expect(page.getByRole("group", { name: tybalt.bareJid })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: "Add contact" }).first().click();
    await expect(page.getByRole("dialog", { name: "Add contact" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    const romeo = page.getByRole("treeitem", { name: /^Romeo,/ });
    const heading = page.getByRole("treeitem", { name: /^Friends, \d/ });
    for (const [row, key, name] of [
      [romeo, "F2", "Edit contact"],
      [heading, "F2", "Rename group"],
      [heading, "Delete", "Delete group"],
    ] as const) {
      await row.focus();
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }

    await romeo.focus();
    await page.keyboard.press("Control+a");
    await expect(page.getByRole("region", { name: "Selection" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Delete");
    await expect(page.getByRole("region", { name: "Changes" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("region", { name: "Changes" })).toContainText("is back");

    await romeo.focus();
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menu")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("menuitem", { name: "Move to group…" }).press("Enter");
    await expect(page.getByRole("dialog", { name: "Move to group" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    for (const item of ["Add contact…", "New group…", "Settings…", "About Kith"]) {
      await page.getByRole("button", { name: "Menu" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }

    await page.setViewportSize({ width: 900, height: 720 });
    await romeo.click();
    expect(await violations(page)).toEqual([]);

    await goOffline(page);
    expect(await violations(page)).toEqual([]);
  });
}
