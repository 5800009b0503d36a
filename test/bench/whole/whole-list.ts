import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { groupCount, type Ground } from "../ground.ts";
import { openKith, signIn } from "../open-kith.ts";
import { paintedMs, watchSignIn, watchStart } from "../painted-list.ts";
import type { Figure } from "./figure.ts";
import { pageState, watchTasks } from "./page-state.ts";

/**
 * A list of `people`: the first sign-in until its rows are painted, what it costs both processes, and the next start,
 * which shows the list that was kept.
 */
export async function measureList(entry: string, ground: Ground, people: number): Promise<Figure[]> {
  const target = await ground.account(`whole${people}`, people);
  const whole = { groups: groupCount, peopleInGroup: people / groupCount };
  const profile = await mkdtemp(join(tmpdir(), "kith-bench-"));
  try {
    const first = await openKith(entry, ground.authorityFile, profile, async (page) => {
      await watchTasks(page);
      await watchSignIn(page, whole);
    });
    await first.main();
    await pageState(first.page);
    await signIn(first.page, target);
    const signInMs = await paintedMs(first.page);
    const main = await first.main();
    const page = await pageState(first.page);
    await first.end();

    const again = await openKith(entry, ground.authorityFile, profile, (page) => watchStart(page, whole));
    const startMs = await paintedMs(again.page);
    await again.end();
    const at = `${people.toLocaleString("en")} contacts`;
    return [
      { what: `${at}: sign-in until rows are painted`, unit: "ms", value: signInMs },
      { what: `${at}: longest hold of main's event loop meanwhile`, unit: "ms", value: main.longestHoldMs },
      { what: `${at}: longest task of the page meanwhile`, unit: "ms", value: page.longestTaskMs },
      { what: `${at}: main's memory`, unit: "MB", value: main.residentMb },
      { what: `${at}: main's heap`, unit: "MB", value: main.heapMb },
      { what: `${at}: the page's heap`, unit: "MB", value: page.heapMb },
      { what: `${at}: next start of the page until the kept rows are painted`, unit: "ms", value: startMs },
    ];
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

/** The page of a Kith without an account until its form is painted: what every start costs. */
export async function measureEmptyStart(entry: string, ground: Ground): Promise<Figure[]> {
  const profile = await mkdtemp(join(tmpdir(), "kith-bench-"));
  try {
    const kith = await openKith(entry, ground.authorityFile, profile, (page) => watchStart(page, null));
    const value = await paintedMs(kith.page);
    await kith.end();
    return [{ what: "no account: start of the page until the form is painted", unit: "ms", value }];
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}
