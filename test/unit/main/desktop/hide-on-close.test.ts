import { EventEmitter } from "node:events";
import type { BrowserWindow } from "electron";
import { expect, test } from "vitest";
import { hideOnClose } from "../../../../main/desktop/hide-on-close.ts";
import { preventable } from "./electron-parts.ts";

class FakeWindow extends EventEmitter {
  readonly done: string[] = [];
  isFull = false;
  readonly isFullScreen = () => this.isFull;
  readonly hide = () => void this.done.push("hidden");
  readonly setFullScreen = (isFull: boolean) => void this.done.push(`full screen ${String(isFull)}`);

  /** A person closes it: whether it stays. */
  close(platform: NodeJS.Platform): boolean {
    hideOnClose(this as unknown as BrowserWindow, platform);
    const event = preventable({});
    this.emit("close", event);
    return event.defaultPrevented;
  }
}

test("[D11] on macOS closing a window hides it, so that the menu can still act in its page", () => {
  const window = new FakeWindow();
  expect(window.close("darwin")).toBe(true);
  expect(window.done).toEqual(["hidden"]);
});

test("[D11] a full-screen window is hidden only after it has left full screen", () => {
  const window = new FakeWindow();
  window.isFull = true;
  expect(window.close("darwin")).toBe(true);
  expect(window.done).toEqual(["full screen false"]);
  window.emit("leave-full-screen");
  expect(window.done).toEqual(["full screen false", "hidden"]);
});

test("[D11] elsewhere it closes", () => {
  for (const platform of ["linux", "win32"] as const) {
    const window = new FakeWindow();
    expect(window.close(platform)).toBe(false);
    expect(window.done).toEqual([]);
  }
});
