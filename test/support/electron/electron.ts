/*
 * The stand-in for the module `electron`. This is the only file that re-exports others: it needs the shape of
 * that module, types included, so that Kith's desktop shell can be compiled against it.
 */
export { app, type App } from "./app.ts";
export { BrowserWindow } from "./browser-window.ts";
export { dialog, type Dialog } from "./dialog.ts";
export { ipcMain, type IpcMain, type IpcMainInvokeEvent } from "./ipc-main.ts";
export { Menu } from "./menu.ts";
export { nativeTheme, type NativeTheme } from "./native-theme.ts";
export { powerMonitor, type PowerMonitor } from "./power-monitor.ts";
export { protocol, type Protocol } from "./protocol.ts";
export { safeStorage, type SafeStorage } from "./safe-storage.ts";
export { screen, type Screen } from "./screen.ts";
export { session, type Session } from "./session.ts";
export { shell, type Shell } from "./shell.ts";
export type { WebContents } from "./web-contents.ts";
export type { MenuItemConstructorOptions, Rectangle } from "electron/main";
