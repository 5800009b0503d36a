import type * as Electron from "electron/main";
import { keep, surroundings } from "./outside.ts";

/** The system's own dialogs: each is recorded and answered as the test said. */
export const dialog = {
  showMessageBox: async (...input: [...window: object[], options: Electron.MessageBoxOptions]) => {
    keep("dialog.showMessageBox", input.at(-1));
    return { response: surroundings.dialogAnswer, checkboxChecked: false };
  },
} satisfies Partial<Electron.Dialog>;
export type Dialog = typeof dialog;
