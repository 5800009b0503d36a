import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { openKith, signIn } from "./open-kith.ts";
import type { Target } from "./subjects/subject.ts";

/** What the whole list looks like from its first rows: how many headings there are, how many people under the first. */
export interface WholeList {
  readonly groups: number;
  readonly peopleInGroup: number;
}

/** Long enough for a list of 50,000 on a slow machine. */
const patienceMs = 240_000;

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
  const kith = await openKith(entry, authorityFile, profile, (page) => watchSignIn(page, whole), false);
  try {
    await signIn(kith.page, target);
    return await paintedMs(kith.page);
  } finally {
    await kith.end();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Makes the page record when the whole list is painted, from the click on "Sign in" on. */
export async function watchSignIn(page: Page, whole: WholeList): Promise<void> {
  await page.addInitScript(watchForRows, { ...whole, from: "click" as const });
}

/** Makes the page record when the whole list (or, with null, the sign-in form) is painted, from its opening on. */
export async function watchStart(page: Page, whole: WholeList | null): Promise<void> {
  await page.addInitScript(watchForRows, {
    groups: whole?.groups ?? 0,
    peopleInGroup: whole?.peopleInGroup ?? 0,
    from: "start" as const,
  });
}

/** What the page noted, in milliseconds, once it is there. */
export async function paintedMs(page: Page): Promise<number> {
  await page.waitForFunction(() => document.documentElement.dataset["paintedMs"], null, {
    timeout: patienceMs,
  });
  return Number(await page.locator("html").getAttribute("data-painted-ms"));
}

/**
 * Runs in the page before its own code, and alone: it sees nothing of this file. Rows that are in the tree are painted by
 * the frame after the next: the first callback runs before that frame is drawn, the second after. Without groups it is the
 * sign-in form that is waited for.
 */
function watchForRows({
  groups,
  peopleInGroup,
  from,
}: WholeList & { readonly from: "click" | "start" }): void {
  const wanted =
    groups === 0
      ? ["button[type=submit]"]
      : [
          `[role="tree"] [aria-level="1"][aria-setsize="${groups}"]`,
          `[role="tree"] [aria-level="2"][aria-setsize="${peopleInGroup}"]`,
        ];
  const watch = (since: number) => {
    const observer = new MutationObserver(() => {
      if (wanted.some((selector) => document.querySelector(selector) === null)) return;
      observer.disconnect();
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          document.documentElement.dataset["paintedMs"] = String(performance.now() - since);
        }),
      );
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  };
  if (from === "start") return watch(0);
  const handleClick = ({ target, timeStamp }: MouseEvent) => {
    if (!(target instanceof Element) || target.closest("button[type=submit]") === null) return;
    document.removeEventListener("click", handleClick, true);
    watch(timeStamp);
  };
  document.addEventListener("click", handleClick, true);
}
