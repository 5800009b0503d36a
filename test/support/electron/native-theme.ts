import type * as Electron from "electron";

/** The system's colours are light ones. */
export const nativeTheme = { shouldUseDarkColors: false } satisfies Partial<Electron.NativeTheme>;
