/*
 * What the stand-in has of the module `electron`. This is the one file that gathers others: it has to have the shape of
 * the module it stands for, its types included, so that Kith's desktop shell can be compiled against it.
 */
export { app, type App } from "./app.ts";
export { BrowserWindow } from "./browser-window.ts";
export { dialog } from "./dialog.ts";
export { ipcMain, type IpcMain, type IpcMainInvokeEvent } from "./ipc-main.ts";
export { Menu } from "./menu.ts";
export { nativeTheme } from "./native-theme.ts";
export { protocol } from "./protocol.ts";
export { safeStorage } from "./safe-storage.ts";
export { screen } from "./screen.ts";
export { session } from "./session.ts";
export { shell } from "./shell.ts";
