import { expect, test } from "vitest";
import { tryCase } from "./stream-case.ts";

const cases = 1000;
const first = 1;

/** 20,000 and more: `node test/fuzz/run.mjs --cases 20000 --seed 1`. */
test("[T14] [T23] [T24] whatever comes, cut anywhere, the stream ends with a reason, hears what follows or is given up as silent", async () => {
  const outcomes = new Set<string>();
  for (let seed = first; seed < first + cases; seed++) {
    outcomes.add(
      await tryCase(seed).catch((cause: unknown) => {
        throw new Error(`Seed ${seed}`, { cause });
      }),
    );
  }
  // Fewer would mean that the grammar no longer finds anything.
  expect([...outcomes].toSorted()).toEqual(["ended", "fell silent", "went on"]);
}, 300_000);
