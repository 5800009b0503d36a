import type { BrowserWindowConstructorOptions } from "electron";
import { EventEmitter } from "node:events";
import { beforeEach, expect, test, vi } from "vitest";
import { callChannel, messageChannel, type Preload } from "../../../../app/page-ipc.ts";

/* Electron's module at the outer seam: outside Electron the real one would only download itself. */
const seam = vi.hoisted(() => ({
  asked: [] as BrowserWindowConstructorOptions[],
  loaded: [] as string[],
  shown: [] as string[],
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Map<string, (event: unknown, text: unknown) => void>(),
}));
vi.mock("electron", () => ({
  BrowserWindow: class extends EventEmitter {
    constructor(options: BrowserWindowConstructorOptions) {
      super();
      seam.asked.push(options);
    }
    readonly maximize = () => void seam.shown.push("maximized");
    readonly show = () => void seam.shown.push("shown");
    readonly loadURL = async (url: string) => {
      seam.loaded.push(url);
      // As when the window is closed before its page is there.
      throw new Error("ERR_FAILED (-2) loading 'app://kith/'");
    };
  },
  contextBridge: { exposeInMainWorld: (key: string, value: unknown) => void seam.exposed.set(key, value) },
  ipcRenderer: {
    invoke: async (...args: unknown[]) => {
      seam.invoked.push(args);
      return "answer";
    },
    on: (channel: string, listener: (event: unknown, text: unknown) => void) =>
      void seam.listeners.set(channel, listener),
  },
}));
const { openWindow } = await import("../../../../main/desktop/window.ts");
await import("../../../../main/desktop/preload.ts");

beforeEach(() => {
  seam.asked.length = 0;
  seam.loaded.length = 0;
  seam.shown.length = 0;
  seam.invoked.length = 0;
});

const place = { x: 10, y: 20, width: 300, height: 500, isMaximized: false };

test("[D1] the page runs in the sandbox, apart from its preload, without Node", () => {
  openWindow({ place, preload: "/preload.cjs", isDark: false, hasDevTools: false });
  expect(seam.asked[0]?.webPreferences).toEqual({
    preload: "/preload.cjs",
    devTools: false,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
});

test("[D2] what the window loads is our page", () => {
  openWindow({ place, preload: "/preload.cjs", isDark: false, hasDevTools: false });
  expect(seam.loaded).toEqual(["app://kith/"]);
});

test("[D8] the window opens at its place", () => {
  openWindow({ place, preload: "/preload.cjs", isDark: false, hasDevTools: false });
  expect(seam.asked[0]).toMatchObject({ x: 10, y: 20, width: 300, height: 500, minWidth: 280, show: false });
});

test("[D8] a window that was maximized is so again, and no window shows before there is something to see", () => {
  const window = openWindow({
    place: { ...place, isMaximized: true },
    preload: "/preload.cjs",
    isDark: false,
    hasDevTools: false,
  });
  expect(seam.shown).toEqual([]);
  window.emit("ready-to-show");
  expect(seam.shown).toEqual(["maximized", "shown"]);
});

test("[D7] the preload gives the page two functions over strings, and nothing of Electron", async () => {
  expect([...seam.exposed.keys()]).toEqual(["kith"]);
  const preload = seam.exposed.get("kith") as Preload;
  expect(Object.entries(preload).map(([key, value]) => [key, typeof value])).toEqual([
    ["call", "function"],
    ["onMessage", "function"],
  ]);
  expect(await preload.call("text")).toBe("answer");
  expect(seam.invoked).toEqual([[callChannel, "text"]]);

  const heard: unknown[][] = [];
  preload.onMessage((...args) => heard.push(args));
  seam.listeners.get(messageChannel)?.({ sender: "ipcRenderer" }, "message");
  expect(heard).toEqual([["message"]]);
});
