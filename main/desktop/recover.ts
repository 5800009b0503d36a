import type { Dialog, WebContents } from "electron";
import { t } from "../../app/words/words.ts";
import type { Log } from "../log.ts";

/** A page that goes down again within this time, in milliseconds, would do so for ever. */
const soonMs = 30_000;

export interface RecoveryOptions {
  readonly dialog: Pick<Dialog, "showMessageBox">;
  readonly quit: () => void;
  /** Nobody is to see the page any more. */
  readonly isLeaving: () => boolean;
  readonly log: Log;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

/** Loads the page again when its process went down; the second time soon after, asks the person. Main goes on meanwhile. */
export function recoverPage(page: WebContents, options: RecoveryOptions): void {
  const { dialog, quit, isLeaving, log, now = () => performance.now() } = options;
  let lastAt = -Infinity;
  const loadAgain = () => {
    // The window may have been closed since.
    if (!page.isDestroyed()) page.reload();
  };
  page.on("render-process-gone", (_event, { reason }) => {
    // A system that shuts down ends the page's process first, and a question would hold it up.
    if (reason === "clean-exit" || isLeaving()) return;
    log.once("the page's process went down; the page was loaded again");
    const wasSoon = now() - lastAt < soonMs;
    lastAt = now();
    if (!wasSoon) {
      // Not in this turn: to some Electrons the process is still dying while they tell of it, and to be given another would end them.
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
