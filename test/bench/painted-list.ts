import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";
import playwright from "../../playwright.config.ts";
import type { Target } from "./subjects/subject.ts";

/** What the whole list looks like from its first rows: how many headings there are, how many people under the first. */
export interface WholeList {
  readonly groups: number;
  readonly peopleInGroup: number;
}

const { launchOptions = {}, viewport = null, locale = "en-GB" } = playwright.use ?? {};

/**
 * A fresh Kith on a fresh profile with its page in a fresh Chromium: milliseconds from the click on "Sign in" to painted
 * rows of the whole list, by the page's clock. `entry` is the built browser shell.
 */
export async function timePaintedList(
  entry: string,
  target: Target,
  authorityFile: string,
  whole: WholeList,
): Promise<number> {
  const profile = await mkdtemp(join(tmpdir(), "kith-bench-"));
  const kith = spawn(process.execPath, [entry, "--browser", "--no-open", "--profile", profile], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(kith, "exit");
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage({ viewport, locale });
    await page.addInitScript(watchForRows, whole);
    await page.goto(await firstLine(kith.stdout));
    await page.getByLabel("Address").fill(`${target.user}@${target.domain}`);
    await page.getByLabel("Password").fill(target.password);
    await page.getByText("Server settings").click();
    await page.getByLabel("Host").fill("127.0.0.1");
    await page.getByLabel("Port").fill(String(target.port));
    await page.getByLabel("Security").selectOption("STARTTLS");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForFunction(() => document.documentElement.dataset["paintedMs"], null, {
      timeout: 60_000,
    });
    return Number(await page.locator("html").getAttribute("data-painted-ms"));
  } finally {
    await browser.close();
    kith.kill("SIGTERM");
    await exited;
    await rm(profile, { recursive: true, force: true });
  }
}

/** The version of the Chromium that paints. */
export async function chromiumVersion(): Promise<string> {
  const browser = await chromium.launch(launchOptions);
  const version = browser.version();
  await browser.close();
  return version;
}

async function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) return line;
  throw new Error("Kith printed no address to open");
}

/**
 * Runs in the page before its own code, and alone: it sees nothing of this file. Rows that are in the tree are painted by
 * the frame after the next: the first callback runs before that frame is drawn, the second after.
 */
function watchForRows({ groups, peopleInGroup }: WholeList): void {
  const heading = `[role="tree"] [aria-level="1"][aria-setsize="${groups}"]`;
  const person = `[role="tree"] [aria-level="2"][aria-setsize="${peopleInGroup}"]`;
  const handleClick = ({ target, timeStamp }: MouseEvent) => {
    if (!(target instanceof Element) || target.closest("button[type=submit]") === null) return;
    document.removeEventListener("click", handleClick, true);
    const observer = new MutationObserver(() => {
      if (document.querySelector(heading) === null || document.querySelector(person) === null) return;
      observer.disconnect();
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          document.documentElement.dataset["paintedMs"] = String(performance.now() - timeStamp);
        }),
      );
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  };
  document.addEventListener("click", handleClick, true);
}
