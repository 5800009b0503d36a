import type { Rectangle } from "electron";
import * as z from "zod";

/** `window.json` of a profile, version 1: where the window was last, in the system's own units. */
export const placeFileSchema = z.object({
  version: z.literal(1),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  isMaximized: z.boolean(),
});
export type Place = Omit<z.infer<typeof placeFileSchema>, "version">;

/** The narrow window at the edge of the screen. */
const usualSize = { width: 360, height: 720 } as const;

/** Below this width names cannot be read, and below this height there is no room for the list. */
export const smallestSize = { width: 280, height: 360 } as const;

/** From the edges of the screen, at the first start. */
const margin = 24;

/** How much of the window's title bar has to be on a screen, so that it can be dragged. */
const grip = { width: 96, height: 32 } as const;

/** Where the window opens the first time: at the right edge of the first screen, as high as it has room for. */
export function firstPlace(screen: Rectangle): Place {
  const width = Math.min(usualSize.width, screen.width);
  const height = Math.min(usualSize.height, screen.height - 2 * margin);
  const x = Math.max(screen.x, screen.x + screen.width - width - margin);
  return { x, y: screen.y + margin, width, height, isMaximized: false };
}

/**
 * The place nearest to a remembered one at which the window can be seen and dragged, whatever screens there are now.
 * `screens` are their work areas, the main screen first. A valid place is returned unchanged.
 */
export function healPlace(place: Place, screens: readonly Rectangle[]): Place {
  // Limited by the largest screen: the window may span several screens, and correcting it twice must equal correcting it once.
  const width = clamp(place.width, smallestSize.width, Math.max(...screens.map((area) => area.width)));
  const height = clamp(place.height, smallestSize.height, Math.max(...screens.map((area) => area.height)));
  const edge = { x: place.x, y: place.y, width, height: grip.height };
  const seen = screens.map((area) => overlap(edge, area));
  if (seen.some((part) => part.width >= grip.width && part.height >= grip.height)) {
    return { ...place, width, height };
  }
  const screen = nearest(place, screens);
  if (screen === undefined) return place;
  const fitting = { width: Math.min(width, screen.width), height: Math.min(height, screen.height) };
  const x = clamp(place.x, screen.x, screen.x + screen.width - fitting.width);
  const y = clamp(place.y, screen.y, screen.y + screen.height - fitting.height);
  return { ...place, ...fitting, x, y };
}

/** The screen that shows most of the window, or else the one whose centre is closest to the window's. */
function nearest(place: Rectangle, screens: readonly Rectangle[]): Rectangle | undefined {
  const shown = (screen: Rectangle) => {
    const { width, height } = overlap(place, screen);
    return width * height;
  };
  const distance = (screen: Rectangle) =>
    Math.hypot(middle(place).x - middle(screen).x, middle(place).y - middle(screen).y);
  return [...screens].sort((a, b) => shown(b) - shown(a) || distance(a) - distance(b))[0];
}

function overlap(a: Rectangle, b: Rectangle): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)),
  };
}

function middle({ x, y, width, height }: Rectangle): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}

/** `high` wins if both limits cannot be met: a screen may be smaller than the smallest window. */
function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
