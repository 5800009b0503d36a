import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Page } from "@playwright/test";
import playwright from "../../playwright.config.ts";
import type { MainState } from "./probe.ts";
import type { Target } from "./subjects/subject.ts";

/** A Kith of its own with its page in a fresh Chromium. */
export interface OpenKith {
  readonly page: Page;
  /** What the main process was like since this was asked last. */
  readonly main: () => Promise<MainState>;
  readonly end: () => Promise<void>;
}

const { launchOptions = {}, viewport = null, locale = "en-GB" } = playwright.use ?? {};

/**
 * Starts the built browser shell `entry` on a profile and opens its page. `prepare` is called before the page loads.
 * `isWatched`: its event loop is measured, which costs it a little.
 */
export async function openKith(
  entry: string,
  authorityFile: string,
  profile: string,
  prepare: (page: Page) => Promise<void>,
  isWatched = true,
): Promise<OpenKith> {
  const probe = isWatched ? ["--import", join(import.meta.dirname, "probe.js")] : [];
  const kith = spawn(process.execPath, [...probe, entry, "--browser", "--no-open", "--profile", profile], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(kith, "exit");
  const url = await firstLine(kith.stdout);
  const browser = await chromium.launch(launchOptions);
  const end = async () => {
    await browser.close();
    kith.kill("SIGTERM");
    await exited;
  };
  try {
    const page = await browser.newPage({ viewport, locale });
    await prepare(page);
    await page.goto(url);
    return {
      page,
      end,
      async main() {
        const answer = once(kith, "message");
        kith.send("state");
        const [state] = (await answer) as [MainState];
        return state;
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Types what a person would and clicks "Sign in". */
export async function signIn(page: Page, target: Target): Promise<void> {
  await page.getByLabel("Address").fill(`${target.user}@${target.domain}`);
  await page.getByLabel("Password").fill(target.password);
  await page.getByText("Server settings").click();
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(String(target.port));
  await page.getByLabel("Security").selectOption("STARTTLS");
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The version of the Chromium that paints. */
export async function chromiumVersion(): Promise<string> {
  const browser = await chromium.launch(launchOptions);
  const version = browser.version();
  await browser.close();
  return version;
}

async function firstLine(output: NodeJS.ReadableStream | null): Promise<string> {
  if (output !== null) for await (const line of createInterface({ input: output })) return line;
  throw new Error("Kith printed no address to open");
}
