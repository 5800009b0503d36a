import * as fc from "fast-check";
import { EventEmitter } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserWindow, Display, Rectangle } from "electron";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Disk } from "../../../../main/disk/disk.ts";
import { recallPlace } from "../../../../main/desktop/remember-place.ts";
import { firstPlace, healPlace, type Place } from "../../../../main/desktop/window-place.ts";

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const second: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 };
const usual: Place = { x: 1500, y: 100, width: 360, height: 720, isMaximized: false };

test("[D8] a place that can be seen stays as it is, partly off the screen too", () => {
  expect(healPlace(usual, [laptop, second])).toEqual(usual);
  const half = { ...usual, x: 1300 };
  expect(healPlace(half, [laptop])).toEqual(half);
});

test("[D8] a window whose screen has gone comes back whole onto the nearest one", () => {
  expect(healPlace(usual, [laptop])).toEqual({ ...usual, x: 1080 });
  expect(healPlace({ ...usual, x: -4000, y: -4000 }, [laptop, second])).toEqual({ ...usual, x: 0, y: 25 });
});

test("[D8] a title bar above the screen's edge cannot be dragged", () => {
  expect(healPlace({ ...usual, x: 100, y: -700 }, [laptop])).toEqual({ ...usual, x: 100, y: 25 });
});

test("[D8] for any remembered place and any screens, the title bar can be dragged", () => {
  const whole = fc.integer({ min: -20_000, max: 20_000 });
  const length = fc.integer({ min: 1, max: 20_000 });
  const places = fc.record({ x: whole, y: whole, width: length, height: length, isMaximized: fc.boolean() });
  // Where not even the smallest window has room, none can stay as it is.
  const size = fc.integer({ min: 360, max: 5_000 });
  const screens = fc.array(fc.record({ x: whole, y: whole, width: size, height: size }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(places, screens, (place, areas) => {
      const healed = healPlace(place, areas);
      const isHeld = areas.some(
        (area) =>
          Math.min(healed.x + healed.width, area.x + area.width) - Math.max(healed.x, area.x) >= 96 &&
          healed.y >= area.y &&
          healed.y + 32 <= area.y + area.height,
      );
      expect(isHeld).toBe(true);
      expect(healPlace(healed, areas)).toEqual(healed);
    }),
  );
});

test("[D8] a window that reaches over two screens is healed no further the next time", () => {
  const narrow: Rectangle = { x: 0, y: 0, width: 800, height: 1200 };
  const beside: Rectangle = { x: 800, y: 0, width: 1000, height: 700 };
  const over: Place = { x: 300, y: 0, width: 1900, height: 650, isMaximized: false };
  const healed = healPlace(over, [narrow, beside]);
  expect(healed).toEqual({ ...over, width: 1000 });
  expect(healPlace(healed, [narrow, beside])).toEqual(healed);
});

test("[D8] the first window is at the right edge, as high as the screen allows", () => {
  expect(firstPlace(laptop)).toEqual({ x: 1056, y: 49, width: 360, height: 720, isMaximized: false });
  expect(firstPlace({ x: 0, y: 0, width: 300, height: 400 })).toMatchObject({
    x: 0,
    width: 300,
    height: 352,
  });
});

let folder: string;
let aside: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-place-"));
  aside = [];
});
afterEach(() => rm(folder, { recursive: true }));

class FakeScreen extends EventEmitter {
  areas: Rectangle[];
  constructor(areas: Rectangle[]) {
    super();
    this.areas = areas;
  }
  readonly getAllDisplays = () => this.areas.map((workArea) => ({ workArea }) as Display);
  readonly getPrimaryDisplay = () => this.getAllDisplays()[0] as Display;
}

class FakeWindow extends EventEmitter {
  bounds: Rectangle;
  constructor(bounds: Rectangle) {
    super();
    this.bounds = bounds;
  }
  isMax = false;
  isMin = false;
  readonly getNormalBounds = () => this.bounds;
  timesSet = 0;
  readonly setBounds = (bounds: Rectangle) => {
    this.bounds = bounds;
    this.timesSet += 1;
  };
  readonly isMinimized = () => this.isMin;
  readonly isMaximized = () => this.isMax;
  readonly isFullScreen = () => false;
}

const recall = (screen: FakeScreen) =>
  recallPlace(
    new Disk(folder, {
      onSetAside: (file) => aside.push(file),
      onCopiedAside: () => undefined,
      onUnreadable: () => undefined,
      onUnwritable: () => undefined,
    }),
    screen as never,
  );

test("[D8] the window opens where it was before the restart", async () => {
  const screen = new FakeScreen([laptop, second]);
  const first = await recall(screen);
  const window = new FakeWindow(first.place());
  first.follow(window as unknown as BrowserWindow);
  window.bounds = { x: 1600, y: 90, width: 420, height: 640 };
  window.isMax = true;
  window.emit("close");
  await first.save();
  expect((await recall(screen)).place()).toEqual({ ...window.bounds, isMaximized: true });
  screen.areas = [laptop];
  expect((await recall(screen)).place()).toEqual({ ...window.bounds, x: 1020, isMaximized: true });
});

test("[D8] a screen that goes away takes no window with it, and a closed window is let go", async () => {
  const screen = new FakeScreen([laptop, second]);
  const places = await recall(screen);
  const { isMaximized: _, ...bounds } = usual;
  const window = new FakeWindow(bounds);
  places.follow(window as unknown as BrowserWindow);
  screen.areas = [laptop];
  screen.emit("display-removed");
  expect(window.bounds).toEqual({ ...bounds, x: 1080 });
  window.emit("closed");
  expect(screen.eventNames()).toEqual([]);
});

test("[D8] a minimised window keeps its remembered place, and is restored onto a screen", async () => {
  const screen = new FakeScreen([laptop, second]);
  const first = await recall(screen);
  const window = new FakeWindow({ x: 1600, y: 90, width: 420, height: 640 });
  first.follow(window as unknown as BrowserWindow);
  window.isMax = true;
  window.emit("resize");
  // Electron no longer says of a minimized window that it was maximized.
  window.isMax = false;
  window.isMin = true;
  window.emit("move");
  screen.areas = [laptop];
  screen.emit("display-removed");
  expect(window.timesSet).toBe(0);
  window.emit("close");
  await first.save();
  expect((await recall(screen)).place().isMaximized).toBe(true);
  window.isMin = false;
  window.emit("restore");
  expect(window.bounds.x).toBe(1020);
  screen.emit("display-metrics-changed");
  expect(window.timesSet).toBe(1);
});

test("[D8] a file that makes no sense is set aside, and the window opens as the first time", async () => {
  await writeFile(join(folder, "window.json"), '{"version":1,"x":"left"}');
  expect((await recall(new FakeScreen([laptop]))).place()).toEqual(firstPlace(laptop));
  expect(aside).toEqual(["window.json"]);
  await expect(readFile(join(folder, "window.json"))).rejects.toThrow("ENOENT");
});
