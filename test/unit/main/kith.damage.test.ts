import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { anyDamage } from "../../damage/damages.ts";
import { makeProfile, targets, tryDamage, type Outcome, type Profile } from "../../damage/damaged-profile.ts";

/*
 * Random damage to the files of a profile. More of it, or another seed:
 *   node test/damage/run.mjs 2000 42
 */
const runs = Number(process.env["KITH_DAMAGE_RUNS"] ?? 120);
const seed = Number(process.env["KITH_DAMAGE_SEED"] ?? 10);

let profile: Profile;
beforeAll(async () => {
  profile = await makeProfile();
});

test(
  "[Y1] [Y2] [Y3] [Y4] whatever happens to a file of the profile, Kith starts, loses no edit untold and leaves the others alone",
  async () => {
    expect([...profile.pending.values()].map((edits) => edits.length)).toEqual([6, 6]);
    const outcomes: Outcome[] = [];
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), anyDamage, async (target, damage) => {
        outcomes.push(await tryDamage(profile, target, damage));
        kinds.set(damage.name, (kinds.get(damage.name) ?? 0) + 1);
      }),
      { numRuns: runs, seed },
    );
    const sum = (part: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[part], 0);
    // Most of what can happen leaves most edits as they were.
    expect(sum("shown")).toBeGreaterThan(outcomes.length * 6);
    expect(kinds.size).toBeGreaterThan(20);
    if (process.env["KITH_DAMAGE_RUNS"] !== undefined)
      process.stdout.write(
        `${outcomes.length} damaged profiles, ${kinds.size} kinds: of ${12 * outcomes.length} edits ${sum("shown")} pending, ` +
          `${sum("kept")} kept and told, ${sum("cut")} cut off between two lines\n`,
      );
  },
  Math.max(120_000, runs * 1_000),
);
