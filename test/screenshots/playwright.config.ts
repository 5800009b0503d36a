import { defineConfig } from "@playwright/test";
import tests from "../../playwright.config.ts";

/** The pictures of the README, in Chromium as the end-to-end specs have it; no part of `npm test`. */
// oxlint-disable-next-line import/no-default-export -- Playwright reads nothing else.
export default defineConfig({
  ...tests,
  // The browser shell alone, which needs nothing built beside it.
  projects: [{ name: "pictures" }],
  globalSetup: [],
  testDir: ".",
  outputDir: "../../.cache/screenshots-failed",
  workers: 1,
  timeout: 120_000,
  reporter: [["list"]],
  use: { ...tests.use, deviceScaleFactor: 2 },
});
