import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delta } from "../../app/edit.ts";
import { onEveryServer } from "../conformance/on-every-server.ts";
import { devices, groups, shared, type Step, ThreeDevices } from "./three-devices.ts";

/*
 * Random edits on two Kiths and a plain client, through cuts, crashes, restarts and a server that is killed. What fails
 * prints its seed and its steps; the steps go into a test of their own, with a name.
 *
 *   KITH_MODEL_RUNS=2000 KITH_MODEL_SEED=42 npm test model
 */
const runs = Number(process.env["KITH_MODEL_RUNS"] ?? 25);
const seed = Number(process.env["KITH_MODEL_SEED"] ?? Date.now() % 2 ** 31);

const device = fc.constantFrom(...devices);
const who = fc.constantFrom(...shared);
const group = fc.constantFrom(...groups);
const deltaAmong = (among: fc.Arbitrary<string>): fc.Arbitrary<Delta> =>
  fc.oneof(
    fc.nat({ max: 999 }).map((number): Delta => ({ do: "rename", name: `N${number}` })),
    among.map((one): Delta => ({ do: "join", group: one })),
    among.map((one): Delta => ({ do: "leave", group: one })),
  );
const delta = deltaAmong(group);
/** In groups of their own: nobody else's renaming reaches them. */
const ownDelta = deltaAmong(fc.constantFrom("X", "X::Y", "Z"));
const deltas = fc.array(delta, { minLength: 1, maxLength: 3 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("own" as const), at: device, delta: ownDelta }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("change" as const), at: device, who, deltas }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("bulk" as const), at: device, deltas }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("add" as const, "remove" as const), at: device, who }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("remove-later" as const),
      at: device,
      who: fc.uniqueArray(who, { minLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("turn" as const), at: device }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("group" as const),
      at: device,
      group,
      to: fc.option(fc.constantFrom("J", "K", "K::H")),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("undo" as const, "redo" as const), at: device }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("theirs" as const), who, delta }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("theirs-remove" as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("cut" as const), at: device }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), at: device }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("restart" as const, "crash" as const), at: device }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "kill-server" }) },
);

onEveryServer("two Kiths and a plain client", ({ server, newAccount }) => {
  async function play(steps: readonly Step[]): Promise<void> {
    const all = await ThreeDevices.start(server(), await newAccount("juliet"));
    try {
      for (const one of steps) await all.take(one);
      await all.compare();
    } finally {
      await all.close();
    }
  }

  test(
    "[E9] whatever happens, the server, both lists and both caches end equal, and every edit is accounted for",
    async () => {
      let played = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
          await play(steps);
          played += 1;
        }),
        // Shrinking against a real server takes minutes: the steps that failed are printed instead.
        { numRuns: runs, seed, endOnFailure: true },
      );
      expect(played).toBe(runs);
    },
    60_000 + runs * 20_000,
  );

  test("[E9] a crash right after a change is taken", async () => {
    await play([
      { do: "cut", at: "a" },
      { do: "own", at: "a", delta: { do: "rename", name: "N1" } },
      { do: "crash", at: "a" },
    ]);
  });
});
