import { defineConfig } from "@playwright/test";
import type { ShellOption } from "./test/e2e/fixture.ts";
import { electronTrouble } from "./test/e2e/shells/electron.ts";

/** Chromium's own sandbox refuses to run as root. */
const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig<object, ShellOption>({
  testDir: "test/e2e",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  globalSetup: "./test/setup/build-stand-in.mjs",
  // The same specs in each shell; those whose names begin with a shell's are about that shell.
  projects: [
    { name: "browser", testIgnore: ["desktop-*", "electron-*"], use: { shell: "browser" } },
    { name: "desktop", testIgnore: ["browser-*", "electron-*"], use: { shell: "desktop" } },
    {
      name: "electron",
      ...(electronTrouble() === null
        ? { testIgnore: ["browser-*", "desktop-*"] }
        : { testMatch: "electron-executable.spec.ts" }),
      use: { shell: "electron" },
    },
  ],
  reporter: [["list"], ["json", { outputFile: ".cache/e2e.json" }]],
  use: {
    screenshot: "only-on-failure",
    trace: "off",
    video: "off",
    viewport: { width: 360, height: 720 },
    locale: "en-GB",
    launchOptions: {
      // Chromium without the windows that a browser draws around its pages: a spec costs a third less processor time.
      executablePath: "/usr/bin/chromium-headless-shell",
      args: [
        ...asRoot,
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
