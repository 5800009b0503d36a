import { setTimeout as pause } from "node:timers/promises";

/** How long quitting may take (unavailable presence, files), in milliseconds. */
const farewellMs = 2_000;

/** Runs all parts of quitting at once. Resolves when they are done or the time is up, whatever fails. */
export async function shutDown(parts: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  await Promise.race([Promise.allSettled(parts.map(async (part) => part())), pause(farewellMs)]);
}
