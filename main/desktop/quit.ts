import type { App } from "electron";
import { sayFarewell } from "../shell/farewell.ts";

/** Takes leave when the program quits. */
export interface Leaving {
  /** From when the program was told to quit. */
  readonly hasBegun: () => boolean;
  /** True when Kith is about to go: then it starts anew once it has gone, for somebody asked for it meanwhile. */
  readonly startAgainIfLeaving: () => boolean;
}

/**
 * Holds the program's end back, once, until `parts` are done: the servers hear that the person is unavailable and the
 * files are written. Never for longer than two seconds. `hide` is called first, so that nobody has to look at it, and
 * `release` last: the next Kith on this profile must find all files written.
 */
export function leaveInPeace(
  app: Pick<App, "on" | "exit" | "relaunch">,
  hide: () => void,
  parts: readonly (() => Promise<unknown>)[],
  release: () => Promise<unknown>,
): Leaving {
  let isLeaving = false;
  let isWantedAgain = false;
  const leave = async () => {
    hide();
    await sayFarewell(parts);
    // Left behind, the profile's socket is dead once we have gone.
    await release().catch(() => undefined);
    if (isWantedAgain) app.relaunch();
    // Not `quit`: that would ask again.
    app.exit(0);
  };
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (isLeaving) return;
    isLeaving = true;
    void leave();
  });
  return {
    hasBegun: () => isLeaving,
    startAgainIfLeaving: () => {
      isWantedAgain = isLeaving;
      return isLeaving;
    },
  };
}
