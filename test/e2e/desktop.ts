import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usualSurroundings } from "../support/electron/page/kith-process.ts";
import type { Surroundings } from "../support/electron/seam.ts";
import { test as base } from "./fixture.ts";
import { standInShell, type StandInKith } from "./shells/stand-in.ts";

interface Desktop {
  /** Starts Kith in a window of its own, in surroundings of the test's choice; on the profile of an earlier one to start it again. */
  startWindow: (around?: Partial<Surroundings>, profile?: string) => Promise<StandInKith>;
}

/** For the desktop shell alone: the test plays the person, the system and, if needed, the attacker. */
export const test = base.extend<Desktop>({
  startWindow: async ({ authority }, use) => {
    const running: StandInKith[] = [];
    const folders: string[] = [];
    await use(async (around = {}, profile) => {
      const folder = profile ?? (await mkdtemp(join(tmpdir(), "kith-profile-")));
      if (profile === undefined) folders.push(folder);
      const kith = await standInShell.start(folder, authority, [], { ...usualSurroundings, ...around });
      running.push(kith);
      return kith;
    });
    await Promise.all(running.map((kith) => kith.stop()));
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
});

export { expect, fillSignIn, signInAt } from "./fixture.ts";
