import { BrowserWindow } from "electron";
import { pageOrigin } from "../../app/page-ipc.ts";

/** The narrow window at the edge of the screen; below this width names cannot be read. */
const usualSize = { width: 360, height: 720 } as const;
const smallestSize = { minWidth: 280, minHeight: 360 } as const;

/** Opens the window with the page in it. It shows itself once there is something to see. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    ...usualSize,
    ...smallestSize,
    title: "Kith",
    show: false,
    // In so narrow a window the menu bar would take two lines; Alt shows it.
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      // What Electron's security list asks for, said even where it is the default: a test holds each of them.
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
  window.once("ready-to-show", () => window.show());
  void window.loadURL(`${pageOrigin}/`);
  return window;
}
