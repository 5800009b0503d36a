import { BrowserWindow } from "electron";
import { pageOrigin } from "../../app/page-ipc.ts";
import { smallestSize, type Place } from "./window-place.ts";

/** The page's own colours, so that a window does not flash before its page is drawn. */
const canvas = { light: "#f4f3f0", dark: "#17181b" } as const;

export interface WindowOptions {
  readonly place: Place;
  /** The file of the built preload. */
  readonly preload: string;
  readonly isDark: boolean;
  /** Developer tools; not in a packaged program. */
  readonly hasDevTools: boolean;
}

/** Opens the window with the page in it. It is shown once there is something to see. */
export function openWindow({ place, preload, isDark, hasDevTools }: WindowOptions): BrowserWindow {
  const { isMaximized, ...bounds } = place;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    title: "Kith",
    show: false,
    backgroundColor: isDark ? canvas.dark : canvas.light,
    // In so narrow a window the menu bar would take two lines; Alt shows it.
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      devTools: hasDevTools,
      // What Electron's security list asks for, explicit even where it is the default. A test checks each one.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => {
    // Not earlier: this too would show the window.
    if (isMaximized) window.maximize();
    window.show();
  });
  // Rejects if the window is closed, or the page's process ends, before the page is loaded. Both are handled elsewhere.
  window.loadURL(`${pageOrigin}/`).catch(() => undefined);
  return window;
}
