import type * as Electron from "electron/main";

/** The system's colours are light ones. */
export const nativeTheme = { shouldUseDarkColors: false } satisfies Partial<Electron.NativeTheme>;
export type NativeTheme = typeof nativeTheme;
