import { app, ipcMain, protocol, session, shell, type BrowserWindow } from "electron";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { version } from "../../package.json";
import type { Kith } from "../kith.ts";
import { help, parseFlags } from "../launch/flags.mjs";
import type { Log } from "../log.ts";
import { sayFarewell } from "../shell/farewell.ts";
import { readPageFiles } from "../shell/page-files.ts";
import { prepareProcess, say } from "../shell/process.ts";
import { defaultProfile, prepareProfile } from "../shell/profile-folder.ts";
import { guardPages, refusePermissions } from "./guard.ts";
import { answerPageCalls } from "./ipc.ts";
import { createOpenLink } from "./links.ts";
import { registerPageScheme, servePage } from "./page-scheme.ts";
import { openWindow } from "./window.ts";

export interface RunOptions {
  /** The folder of the built page. */
  readonly pageFolder: string;
  /** The built preload. */
  readonly preload: string;
  /** Called once Electron is ready. */
  readonly createApplication: (profile: string, version: string) => Promise<Kith>;
}

/**
 * The desktop shell from its arguments to its end. Resolves when all is done that has to be done before Electron is
 * ready; the rest follows by itself. Ends the process: 0 when the person quits or Kith runs already, 1 when it cannot
 * start, 2 for arguments it does not understand.
 */
export async function runDesktopShell(options: RunOptions): Promise<void> {
  const parsed = parseFlags(process.argv.slice(app.isPackaged ? 1 : 2));
  if ("problem" in parsed) return leave(2, parsed.problem);
  const { flags } = parsed;
  if (flags.help) return leave(0, help);
  if (flags.version) return leave(0, version);

  const log = prepareProcess();
  const profile = flags.profile ?? defaultProfile();
  const trouble = await prepareProfile(profile);
  if (trouble !== null) return leave(1, trouble);

  // Chromium's own files stand apart from ours. The lock is in this folder: one Kith a profile.
  const userData = join(profile, "window");
  await mkdir(userData, { recursive: true });
  app.setPath("userData", userData);
  if (!app.requestSingleInstanceLock()) return leave(0);
  app.enableSandbox();
  registerPageScheme(protocol);
  void app.whenReady().then(() => live(options, profile, log).catch(log.bug));
}

/** From the moment Electron is ready to the end. */
async function live(options: RunOptions, profile: string, log: Log): Promise<void> {
  const application = await options.createApplication(profile, version);
  let window: BrowserWindow | undefined;
  refusePermissions(session.defaultSession);
  guardPages(app, createOpenLink(shell, log), log);
  servePage(protocol, await readPageFiles(options.pageFolder), log);
  const calls = answerPageCalls({ ipcMain, application, page: () => window?.webContents, log });

  const show = () => {
    if (window !== undefined) {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      return;
    }
    window = openWindow(options.preload);
    calls.attach(window.webContents);
    window.on("closed", () => (window = undefined));
  };
  app.on("second-instance", show);
  app.on("activate", show);
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });

  let isLeaving = false;
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (isLeaving) return;
    isLeaving = true;
    window?.hide();
    void sayFarewell([() => application.close()]).then(() => app.exit(0));
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.quit());
  show();
}

function leave(code: number, sentence?: string): void {
  if (sentence !== undefined) say(sentence);
  app.exit(code);
}
