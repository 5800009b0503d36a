import type { BrowserWindow } from "electron";

/**
 * On macOS, where a program outlives its windows, closing the window only hides it: the menu is still there, and
 * the page carries out what is chosen in it. Elsewhere closing quits, and this does nothing.
 */
export function hideOnClose(window: BrowserWindow, platform: NodeJS.Platform): void {
  if (platform !== "darwin") return;
  window.on("close", (event) => {
    event.preventDefault();
    if (!window.isFullScreen()) return window.hide();
    // Hiding a full-screen window would leave its screen black.
    window.once("leave-full-screen", () => window.hide());
    return window.setFullScreen(false);
  });
}
