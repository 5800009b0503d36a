import type { BrowserWindow } from "electron";

/**
 * On macOS, where a program outlives its windows, a window that is closed is only put away: the menu is still there, and
 * what is chosen in it is done by the page. Elsewhere closing is quitting, which this leaves alone.
 */
export function putAwayOnClose(window: BrowserWindow, platform: NodeJS.Platform): void {
  if (platform !== "darwin") return;
  window.on("close", (event) => {
    event.preventDefault();
    if (!window.isFullScreen()) return window.hide();
    // Hidden while it has a screen of its own, it would leave that screen black.
    window.once("leave-full-screen", () => window.hide());
    return window.setFullScreen(false);
  });
}
