import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RunningKith, Shell } from "./shell.ts";

const entry = fileURLToPath(new URL("../../../dist/main/browser.js", import.meta.url));

/** Kith in the browser shell. */
export interface BrowserKith extends RunningKith {
  /** The address it printed first. */
  readonly url: string;
  /** Starts again on the same profile: the URL that it prints, and its other output before it exits. */
  readonly startAgain: () => Promise<{ readonly url: string; readonly said: string }>;
}

/** Starts a built Kith from its entry, with `flags` a person might give and `env` besides the test's own. */
export async function startFrom(
  built: string,
  profile: string,
  authority: string,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<BrowserKith> {
  const launch = () =>
    spawn(process.execPath, [built, "--browser", "--no-open", "--profile", profile, ...flags], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const child = launch();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const url = await firstLine(child, () => errors);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    profile,
    url,
    open: async (page) => void (await page.goto(url)),
    errors: () => errors,
    isRunning,
    async startAgain() {
      const second = launch();
      let said = "";
      second.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      const closed = once(second, "close");
      const address = await firstLine(second, () => said);
      await closed;
      return { url: address, said };
    },
    stop: async () => {
      if (!isRunning()) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Kith served to the browser: the page is opened at the address that it prints. */
export const browserShell = {
  start: (
    profile: string,
    authority: string,
    flags?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => startFrom(entry, profile, authority, flags, env),
} satisfies Shell;

/** The first line a start prints: the URL to open. */
async function firstLine(child: ChildProcess, errors: () => string): Promise<string> {
  if (child.stdout === null) throw new Error("no standard output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`Kith printed no URL: ${errors()}`);
}
