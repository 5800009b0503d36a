import type { Dialog, WebContents } from "electron";
import { t } from "../../app/words/words.ts";
import type { Log } from "../log.ts";

/** A page that crashes again within this time, in milliseconds, would crash for ever. */
const soonMs = 30_000;

export interface CrashOptions {
  readonly dialog: Pick<Dialog, "showMessageBox">;
  readonly quit: () => void;
  /** The page need not be shown any more. */
  readonly isLeaving: () => boolean;
  readonly log: Log;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** Loads the page again after its process crashed. If that happens twice within a short time, asks the person. Main keeps running. */
export function reloadAfterCrash(page: WebContents, options: CrashOptions): void {
  const { dialog, quit, isLeaving, log, now = () => performance.now() } = options;
  let lastAt = -Infinity;
  const loadAgain = () => {
    // The window may have been closed meanwhile.
    if (!page.isDestroyed()) page.reload();
  };
  page.on("render-process-gone", (_event, { reason }) => {
    // A system that shuts down ends the page's process first, and a question would delay it.
    if (reason === "clean-exit" || isLeaving()) return;
    log.once("the page's process went down; the page was loaded again");
    const wasSoon = now() - lastAt < soonMs;
    lastAt = now();
    if (!wasSoon) {
      // Not in this turn: some versions of Electron report this while the process is still exiting, and crash if they load now.
      setImmediate(loadAgain);
      return;
    }
    const question = dialog.showMessageBox({
      type: "error",
      message: t("crash.title"),
      detail: t("crash.text"),
      buttons: [t("crash.again"), t("crash.quit")],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    void question.then(({ response }) => {
      if (response === 0) loadAgain();
      else quit();
    });
  });
}
