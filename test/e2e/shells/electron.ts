import { join } from "node:path";
import { _electron, type Page } from "@playwright/test";
import { findElectron } from "../../../main/launch/electron.mjs";
import { windowTrouble } from "../../../main/launch/window-trouble.mjs";
import type { RunningKith, Shell } from "./shell.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** Chromium's own sandbox refuses to run as root: tests go without it there, as they do in the browser. */
const asRoot = process.getuid?.() === 0;

/** Some user who is not root. */
const anybody = 1000;

/** Why the specs cannot run in Electron itself here, or null. */
export function electronTrouble(): string | null {
  if (findElectron(root) === null) return "no Electron executable";
  // Without the sandbox it makes no difference who runs it.
  return windowTrouble(process.platform, process.env, anybody);
}

const standIns = new WeakMap<Page, (window: Page) => void>();

/**
 * A proxy for the page of the open window: Playwright makes a page for each window of Electron's, and a spec that starts Kith
 * again goes on with the page it has. Until a window is open it is `before`.
 */
export function windowPage(before: Page): Page {
  let shown = before;
  const standIn = new Proxy(before, {
    get: (_before, name) => {
      const value: unknown = Reflect.get(shown, name);
      return typeof value === "function" ? (value.bind(shown) as unknown) : value;
    },
  });
  standIns.set(standIn, (window) => (shown = window));
  return standIn;
}

async function start(
  profile: string,
  authority: string,
  flags: readonly string[] = [],
): Promise<RunningKith> {
  // Given no executable, Playwright asks the package `electron`, as Kith does, and takes its own arguments out of the program's.
  const app = await _electron.launch({
    args: [root, "--profile", profile, ...flags],
    chromiumSandbox: !asRoot,
    cwd: root,
    env: { ...environment(), NODE_EXTRA_CA_CERTS: authority },
  });
  const child = app.process();
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    profile,
    open: async (page) => {
      const window = await app.firstWindow();
      await window.waitForLoadState();
      standIns.get(page)?.(window);
    },
    errors: () => errors,
    isRunning,
    stop: async () => {
      if (isRunning()) await app.close();
    },
  };
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The desktop shell as people have it. */
export const electronShell = { start } satisfies Shell;
