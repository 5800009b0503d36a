import {
  app,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  type BrowserWindow,
} from "electron";
import { join } from "node:path";
import { version } from "../../package.json";
import { Disk } from "../disk/disk.ts";
import { openInBrowser } from "../browser/open-browser.ts";
import { runBrowserShell } from "../browser/run.ts";
import type { Kith } from "../kith.ts";
import { type Flags, help, parseFlags } from "../launch/flags.mjs";
import type { Log } from "../log.ts";
import type { ApplicationStart } from "../shell/application-start.ts";
import { readPageFiles } from "../shell/page-files.ts";
import { prepareProcess, say } from "../shell/process.ts";
import { defaultProfile, prepareProfile } from "../shell/profile-folder.ts";
import { claimProfile, demoIsTooLate, inWindow } from "../shell/single-start.ts";
import { appId } from "./app-id.ts";
import { guardPages, refuseDownloads, refusePermissions } from "./guard.ts";
import { answerPageCalls } from "./ipc.ts";
import { createOpenLink } from "./links.ts";
import { watchForList } from "./menu-state.ts";
import { listActs, menuTemplate } from "./menu.ts";
import { ownArguments } from "./own-arguments.ts";
import { registerPageScheme, servePage } from "./page-scheme.ts";
import { followPower } from "./power.ts";
import { hideOnClose } from "./hide-on-close.ts";
import { leaveInPeace } from "./quit.ts";
import { reloadAfterCrash } from "./reload-after-crash.ts";
import { recallPlace } from "./remember-place.ts";
import { openWindow } from "./window.ts";

export interface RunOptions {
  /** The folder of the built page. */
  readonly pageFolder: string;
  /** The built preload. */
  readonly preload: string;
  /** Called once Electron is ready. */
  readonly createApplication: (start: ApplicationStart) => Promise<Kith>;
}

/**
 * The desktop shell from its arguments to its end. Resolves when everything is done that has to happen before Electron is
 * ready; the rest follows by itself. Exits with 0 if the person quits or Kith already runs, 1 if it cannot
 * start, 2 for arguments it does not understand.
 */
export async function runDesktopShell(options: RunOptions): Promise<void> {
  const args = ownArguments(process.argv, app.isPackaged);
  const parsed = parseFlags(args);
  if ("problem" in parsed) return leave(2, parsed.problem);
  const { flags } = parsed;
  // Answered here and not in the browser shell, which relies on Node to exit by itself. Electron does not.
  if (flags.help || flags.version) {
    process.stdout.write(flags.help ? help : `${version}\n`, () => leave(0));
    return;
  }
  if (flags.browser) return runBrowserShell({ ...options, args });

  const log = prepareProcess();
  const profile = flags.profile ?? defaultProfile();
  const trouble = await prepareProfile(profile);
  if (trouble !== null) return leave(1, trouble);

  // Chromium's own files are kept apart from ours.
  const userData = join(profile, "window");
  const userDataTrouble = await prepareProfile(userData);
  if (userDataTrouble !== null) return leave(1, userDataTrouble);
  app.setPath("userData", userData);
  const tooLate = flags.demo === null ? undefined : demoIsTooLate;
  // So that Windows lets the existing window come to the front. Only the profile's socket tells whether there is one:
  // Electron's lock also refuses where a Kith died while the machine had another name.
  app.requestSingleInstanceLock();

  let isOpen: (show: () => void) => void = () => undefined;
  const open = new Promise<() => void>((resolve) => (isOpen = resolve));
  const claim = await claimProfile(profile, async () => {
    (await open)();
    return inWindow;
  }).catch(() => null);
  if (claim === null)
    return leave(1, "Kith already runs on this profile but does not answer. End it, then try again.");
  if (!claim.isFirst) {
    if (claim.url === null) return leave(0, tooLate);
    if (tooLate !== undefined) say(tooLate);
    await openInBrowser(claim.url, profile);
    return leave(0, "Kith already runs on this profile, in your browser.");
  }

  // Otherwise Windows shows none of Kith's notifications, and shows its window beside the pinned button instead of under it.
  if (process.platform === "win32") app.setAppUserModelId(appId);
  app.enableSandbox();
  registerPageScheme(protocol);
  const live = async () => {
    await app.whenReady();
    try {
      isOpen(await openKith(options, { profile, flags, log, release: claim.release }));
    } catch (error) {
      log.bug(error);
      await claim.release();
      leave(1, "Kith could not start.");
    }
  };
  void live();
}

interface Ground {
  readonly profile: string;
  readonly flags: Flags;
  readonly log: Log;
  /** Frees the profile for another start. */
  readonly release: () => Promise<void>;
}

/** Opens Kith in its window, once Electron is ready. Returns a function that brings the window to the front. */
async function openKith(options: RunOptions, { profile, flags, log, release }: Ground): Promise<() => void> {
  const hasDevTools = !app.isPackaged;
  const disk = new Disk(profile, {
    onSetAside: () => log.once("the window's place could not be understood; it was set aside"),
    onCopiedAside: () => log.once("part of the window's place could not be understood; a copy was kept"),
    onUnreadable: () => log.once("the window's place could not be read; it was left alone"),
    onUnwritable: () => log.once("the window's place could not be written"),
  });
  const [application, pageFiles, places] = await Promise.all([
    options.createApplication({
      profile,
      version,
      shell: "desktop",
      demo: flags.demo,
      isVerbose: flags.verbose,
    }),
    readPageFiles(options.pageFolder),
    recallPlace(disk, screen),
  ]);
  let window: BrowserWindow | undefined;

  refusePermissions(session.defaultSession);
  refuseDownloads(session.defaultSession, log);
  guardPages(app, createOpenLink({ app, dialog, shell, log }), log);
  servePage(protocol, pageFiles, log);
  const calls = answerPageCalls({ ipcMain, application, page: () => window?.webContents, log });

  const open = () => {
    const { preload } = options;
    const opened = openWindow({
      place: places.place(),
      preload,
      isDark: nativeTheme.shouldUseDarkColors,
      hasDevTools,
    });
    window = opened;
    calls.attach(opened.webContents);
    places.follow(opened);
    hideOnClose(opened, process.platform);
    reloadAfterCrash(opened.webContents, {
      dialog,
      quit: () => app.quit(),
      isLeaving: leaving.hasBegun,
      log,
    });
    // Windows ends a session without asking programs to quit, and waits only for this turn: unavailable presence is
    // written in it. Delaying the end (`query-session-end`) would make Windows tell the person that Kith prevents it.
    opened.on("session-end", () => app.quit());
    opened.on("closed", () => (window = undefined));
  };
  const leaving = leaveInPeace(app, () => window?.hide(), [() => application.close(), places.save], release);
  const show = () => {
    if (leaving.startAgainIfLeaving()) return;
    if (window === undefined) return open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  app.on("activate", show);
  app.on("window-all-closed", () => {
    // On macOS a program runs until it is told to quit.
    if (process.platform !== "darwin") app.quit();
  });
  followPower(powerMonitor, {
    onWake: () => void application.handlers.checkConnections({ reason: "wake" }),
    onShutdown: () => app.quit(),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.quit());

  let hasList = false;
  const showMenu = () => {
    const menu = Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        hasDevTools,
        choose: (act) => {
          show();
          calls.tell({ kind: "menu", act });
        },
      }),
    );
    for (const act of listActs) {
      const item = menu.getMenuItemById(act);
      if (item !== null) item.enabled = hasList;
    }
    Menu.setApplicationMenu(menu);
  };
  await watchForList(application, (hasListNow) => {
    hasList = hasListNow;
    showMenu();
  });
  // The labels of a menu cannot be changed once it is made.
  application.onPatch(({ language }) => {
    if (language !== undefined) showMenu();
  });

  open();
  return show;
}

/** Waits until the sentence is written: if standard error is not a file, exiting could be faster. */
function leave(code: number, sentence?: string): void {
  process.stderr.write(sentence === undefined ? "" : `${sentence}\n`, () => app.exit(code));
}
