import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";

const root = join(import.meta.dirname, "..", "..");
const pictures = join(root, ".cache", "screenshots");
const kept = join(root, "assets", "screenshots");

/** Which pictures the repository keeps. */
const isKept = new Set([
  "requests-light",
  "requests-dark",
  "details-light",
  "details-dark",
  "drag-many-light",
  "bulk-refused-dark",
  "removed-light",
  "ten-thousand-search-dark",
  "reconnecting-light",
  "sign-in-dark",
  "demo-sign-in-light",
  "demo-light",
  "demo-dark",
  "demo-request-light",
  "demo-wide-light",
  "demo-ten-thousand-dark",
]);

/** Sizes of the window. */
export const narrow = { width: 280, height: 720 };
export const usual = { width: 360, height: 720 };
export const wide = { width: 900, height: 600 };

/** Takes a picture of the current page in light and in dark. */
export async function take(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await mkdir(kept, { recursive: true });
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const file = `${name}-${scheme}`;
    await page.screenshot({ path: join(pictures, `${file}.png`), caret: "hide" });
    if (isKept.has(file)) await copyFile(join(pictures, `${file}.png`), join(kept, `${file}.png`));
  }
}
