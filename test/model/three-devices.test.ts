import { writeSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delta } from "../../app/edit.ts";
import { onEveryServer } from "../conformance/on-every-server.ts";
import { devices, groups, meeting, shared, type Step, ThreeDevices } from "./three-devices.ts";

/*
 * Random edits on two Kiths and a plain client, through cuts in one direction or both, crashes, restarts and a server that is
 * killed. Every run has a seed of its own, one more than the last. What fails prints its seed and its steps; the steps go into
 * a test of their own, with a name. `node test/model/long.mjs --server prosody --runs 200 --seed 42` plays many.
 */
const runs = Number(process.env["KITH_MODEL_RUNS"] ?? 25);
const firstSeed = Number(process.env["KITH_MODEL_SEED"] ?? Date.now() % 2 ** 31);
/** A long run tells of each seed as it goes, and goes on after a loss. */
const isLong = process.env["KITH_MODEL_LONG"] !== undefined;

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
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("meet" as const),
      at: fc.constantFrom(...devices, "plain" as const),
      who: fc.constantFrom(...meeting),
      act: fc.constantFrom("join" as const, "join" as const, "leave" as const, "rename" as const),
      number: fc.nat({ max: 99 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cut" as const), at: device }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("reach" as const), at: device }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("freeze" as const),
      at: device,
      way: fc.constantFrom("up" as const, "down" as const, "down" as const, "both" as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("thaw" as const, "age" as const, "age" as const, "cut-for-good" as const),
      at: device,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), at: device }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("restart" as const, "crash" as const), at: device }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "kill-server" }) },
);

onEveryServer("two Kiths and a plain client", ({ server, newAccount }) => {
  /** Gives how many steps were beyond knowing. */
  async function play(steps: readonly Step[]): Promise<number> {
    const all = await ThreeDevices.start(server(), await newAccount("juliet"));
    try {
      for (const one of steps) await all.take(one);
      await all.compare();
      return all.accounts.excused;
    } finally {
      await all.close();
    }
  }

  test(
    "[E9] [R21] [R22] whatever happens, all ends equal, and every step that was taken is accounted for",
    async () => {
      let lost = 0;
      for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
        const [steps = []] = fc.sample(fc.array(step, { minLength: 5, maxLength: 25 }), { seed, numRuns: 1 });
        try {
          const excused = await play(steps);
          if (isLong) say(`${server().kind} seed ${seed}: good, ${steps.length} steps, ${excused} excused`);
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          const told = `${server().kind} seed ${seed}: LOST\n${why}\n${JSON.stringify(steps)}`;
          if (!isLong) throw new Error(told, { cause: error });
          say(told);
          lost += 1;
        }
      }
      expect(lost).toBe(0);
    },
    60_000 + runs * 30_000,
  );

  test.for([
    ["cut", 0],
    ["thaw", 0],
    ["cut-for-good", 1],
  ] as const)(
    "[R22] our set wiped out theirs behind a dead downlink, then a %s: beyond knowing are %i steps",
    async ([end, excused]) => {
      expect(
        await play([
          { do: "freeze", at: "a", way: "down" },
          { do: "meet", at: "plain", who: "five@example.test", act: "join", number: 1 },
          { do: "meet", at: "a", who: "five@example.test", act: "join", number: 1 },
          { do: "reach", at: "a" },
          { do: end, at: "a" },
        ]),
      ).toBeLessThanOrEqual(excused);
    },
  );

  test("[E9] a crash right after a change is taken", async () => {
    await play([
      { do: "cut", at: "a" },
      { do: "own", at: "a", delta: { do: "rename", name: "N1" } },
      { do: "crash", at: "a" },
    ]);
  });
});

/** At once, past the reporter, so that a run that is stopped has told how far it came. */
function say(text: string): void {
  writeSync(1, `${text}\n`);
}
