import type { App } from "electron";
import { shutDown } from "../shell/shut-down.ts";

/** Ends the sessions when the program quits. */
export interface Leaving {
  /** True once the program was told to quit. */
  readonly hasBegun: () => boolean;
  /** True if Kith is quitting: then it starts again afterwards, because somebody asked for it meanwhile. */
  readonly startAgainIfLeaving: () => boolean;
}

/**
 * Delays quitting, once, until `parts` are done: unavailable presence is sent and files are written.
 * Never longer than two seconds. `hide` is called first, so that the window does not stay on screen, and
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
    await shutDown(parts);
    // A profile's socket that stays behind is dead once we have exited.
    await release().catch(() => undefined);
    if (isWantedAgain) app.relaunch();
    // Not `quit`: that would run this again.
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
