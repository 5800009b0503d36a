import {
  startKithProcess,
  usualSurroundings,
  type KithProcess,
} from "../../support/electron/page/kith-process.ts";
import type { Surroundings } from "../../support/electron/seam.ts";
import type { RunningKith, Shell } from "./shell.ts";

/** Kith in a window of its own, where the window's program is a stand-in. */
export interface StandInKith extends RunningKith {
  readonly process: KithProcess;
}

async function start(
  profile: string,
  authority: string,
  flags: readonly string[] = [],
  surroundings: Surroundings = usualSurroundings,
): Promise<StandInKith> {
  const process = startKithProcess(
    ["--profile", profile, ...flags],
    { NODE_EXTRA_CA_CERTS: authority },
    surroundings,
  );
  await process.begun;
  return {
    profile,
    process,
    open: process.open,
    errors: process.errors,
    isRunning: process.isRunning,
    stop: async () => {
      if (process.isRunning()) void process.ask("quit").catch(() => undefined);
      await process.ended;
    },
  };
}

/** The desktop shell, with Chromium's page and without Electron. */
export const standInShell = { start } satisfies Shell;
