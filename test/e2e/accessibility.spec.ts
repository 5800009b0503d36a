import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong on the page as it is now. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy does not bind.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: () => Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const result = await axe.run();
    return result.violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => node.html + node.failureSummary).join(" | ")}`,
    );
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({
    page,
    account,
    device,
    signIn,
    start,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto((await start()).url);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
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
    for (const [key, name] of [
      ["F2", "Edit contact"],
      ["Delete", "Remove contact"],
    ] as const) {
      await romeo.focus();
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }

    await romeo.focus();
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menu")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("menuitem", { name: "Move to group…" }).press("Enter");
    await expect(page.getByRole("dialog", { name: "Move to group" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await page.setViewportSize({ width: 900, height: 720 });
    await romeo.click();
    expect(await violations(page)).toEqual([]);
  });
}
