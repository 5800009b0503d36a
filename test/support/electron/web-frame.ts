import type * as Electron from "electron/main";

/** A frame of a page: where it is now. */
export class WebFrameMain implements Pick<Electron.WebFrameMain, "url" | "origin" | "isDestroyed"> {
  url = "";
  origin = "";

  isDestroyed(): boolean {
    return false;
  }
}
