import type { BrowserWindow, Screen } from "electron";
import type * as z from "zod";
import type { Disk } from "../disk/disk.ts";
import { firstPlace, healPlace, placeFileSchema, type Place } from "./window-place.ts";

/** A dragged window moves with every frame: its place is written this long after the last move, in milliseconds. */
const restMs = 500;

/** Remembers where the window is, across windows and starts. */
export interface PlaceMemory {
  /** Where a window opens now: on a screen that exists. */
  readonly place: () => Place;
  /** Remembers this window's place from now on, and brings it back if its screen is removed. */
  readonly follow: (window: BrowserWindow) => void;
  /** Writes what is not yet on disk. */
  readonly save: () => Promise<void>;
}

type Screens = Pick<Screen, "getAllDisplays" | "getPrimaryDisplay" | "on" | "off">;

/** Reads the window's last place from the profile. */
export async function recallPlace(disk: Disk, screen: Screens): Promise<PlaceMemory> {
  const file = disk.jsonFile("window.json", placeFileSchema);
  let last = placeOf(await file.read());
  let timer: NodeJS.Timeout | undefined;
  let isSaved = true;

  const heal = (place: Place) => {
    const first = screen.getPrimaryDisplay().workArea;
    const others = screen.getAllDisplays().map(({ workArea }) => workArea);
    return healPlace(place, [first, ...others]);
  };
  const save = async () => {
    clearTimeout(timer);
    if (isSaved || last === undefined) return;
    isSaved = true;
    await file.write({ version: 1, ...last });
  };

  return {
    place: () => (last === undefined ? firstPlace(screen.getPrimaryDisplay().workArea) : heal(last)),
    follow: (window) => {
      const note = () => {
        // Electron does not say then whether the window was maximized before.
        if (window.isMinimized()) return;
        // The size that it returns to when it is no longer maximized.
        last = { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
        isSaved = false;
        clearTimeout(timer);
        timer = setTimeout(() => void save(), restMs);
      };
      const bringBack = () => {
        // The system shows these on a screen that exists; moving a minimized window would lose its normal place.
        if (window.isMaximized() || window.isFullScreen() || window.isMinimized()) return;
        const bounds = window.getNormalBounds();
        const { x, y, width, height } = heal({ ...bounds, isMaximized: false });
        const isAtHome =
          x === bounds.x && y === bounds.y && width === bounds.width && height === bounds.height;
        // A task bar that hides automatically changes the metrics all the time.
        if (!isAtHome) window.setBounds({ x, y, width, height });
      };
      window.on("resize", note);
      window.on("move", note);
      window.on("close", note);
      window.on("restore", bringBack);
      screen.on("display-removed", bringBack);
      screen.on("display-metrics-changed", bringBack);
      window.on("closed", () => {
        screen.off("display-removed", bringBack);
        screen.off("display-metrics-changed", bringBack);
      });
    },
    save,
  };
}

function placeOf(file: z.infer<typeof placeFileSchema> | undefined): Place | undefined {
  if (file === undefined) return undefined;
  const { version: _, ...place } = file;
  return place;
}
