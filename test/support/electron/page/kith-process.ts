import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { openLine, type Ask } from "../line.ts";
import type { KithHalf, PageHalf, Recorded, Surroundings } from "../seam.ts";
import { WindowPage } from "./window-page.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const launcher = join(root, ".cache", "stand-in", "launch.js");
const entry = join(root, "dist", "main", "desktop.js");

/** An ordinary desktop with a keyring. */
export const usualSurroundings: Surroundings = {
  storage: "gnome_libsecret",
  keyring: "this machine",
  displays: [{ x: 0, y: 0, width: 1920, height: 1080 }],
  dialogAnswer: 0,
  chatProgram: "chat.desktop",
};

/** Kith's desktop shell as a process of its own, with the stand-in for Electron. */
export interface KithProcess {
  /** Shows its window in a page; answers once it is there. */
  readonly open: (page: Page) => Promise<void>;
  /** Until its window is there, or it has ended without one. */
  readonly begun: Promise<unknown>;
  readonly ask: Ask<KithHalf>;
  /** What was asked of Electron so far and leaves no other trace: the inputs of one of its functions. */
  readonly recorded: (what: string) => readonly unknown[];
  readonly errors: () => string;
  readonly isRunning: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

export function startKithProcess(
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
  surroundings: Surroundings,
): KithProcess {
  const child = spawn(process.execPath, [launcher, entry, ...flags], {
    env: { ...process.env, ...env, KITH_STAND_IN: JSON.stringify(surroundings) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "advanced",
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);

  let giveWindow: (page: WindowPage) => void = () => undefined;
  const shown = new Promise<WindowPage>((resolve) => (giveWindow = resolve));
  let hasPreload: (preload: string | null) => void = () => undefined;
  const preload = new Promise<string | null>((resolve) => (hasPreload = resolve));
  let hasLoaded: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => (hasLoaded = resolve));

  const record: Recorded[] = [];

  const half: PageHalf = {
    open: (file) => hasPreload(file),
    load: async (url) => {
      await (await shown).load(url);
      hasLoaded();
    },
    reload: async () => (await shown).reload(),
    say: (channel, input) => void shown.then((page) => page.say(channel, input)),
    keep: (recorded) => void record.push(recorded),
  };
  const ask = openLine<KithHalf>(
    {
      send: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => child.on("message", listener),
    },
    half,
  );

  return {
    open: async (page) => {
      const gone = ended.then((code) => {
        throw new Error(`Kith ended with ${String(code)} before it had a page: ${errors}`);
      });
      giveWindow(await WindowPage.show(page, ask, await Promise.race([preload, gone])));
      await Promise.race([loaded, gone]);
    },
    begun: Promise.race([preload, ended]),
    ask,
    recorded: (what) => record.filter((each) => each.what === what).map(({ input }) => input),
    errors: () => errors,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
