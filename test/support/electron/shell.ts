import type * as Electron from "electron/common";
import { keep } from "./outside.ts";

/** The programs of the system: what is handed to them is recorded. */
export const shell = {
  openExternal: async (url) => keep("shell.openExternal", url),
} satisfies Pick<Electron.Shell, "openExternal">;
export type Shell = typeof shell;
