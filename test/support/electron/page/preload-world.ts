import type * as Electron from "electron/renderer";

/** What the test's process gives a page: the way to main. */
export type ToMain = (channel: string, input: readonly unknown[]) => Promise<Outcome>;

/** What the preload's `electron` has here. */
export interface SandboxElectron {
  readonly contextBridge: Pick<Electron.ContextBridge, "exposeInMainWorld">;
  readonly ipcRenderer: {
    readonly invoke: Electron.IpcRenderer["invoke"];
    readonly on: (channel: string, listener: Listener) => unknown;
    readonly off: (channel: string, listener: Listener) => unknown;
  };
}

type Listener = (event: Electron.IpcRendererEvent, ...input: unknown[]) => void;

/** An error crosses as its message, because Playwright would add text to a thrown error. */
export type Outcome = { readonly value: unknown } | { readonly trouble: string };

/** Where a page takes what main says; only the test's process knows it is there. */
export const hearing = "kith.stand-in.hearing";

/**
 * The world of the preload, in the page: runs `preload` as Electron's sandbox would, before any script of the page. It is sent to
 * the page as text, so it refers to nothing outside itself.
 */
export function preloadWorld(
  way: string,
  hearing: string,
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  const toMain = Reflect.get(globalThis, way) as ToMain;
  Reflect.deleteProperty(globalThis, way);
  // Without `nodeIntegrationInSubFrames` only the main frame has a preload.
  if (window !== window.top) return;

  const cloned = <T>(value: T): T => {
    try {
      return structuredClone(value);
    } catch {
      // Functions, symbols and elements have no clone; Electron says no more than this.
      throw new Error("An object could not be cloned.");
    }
  };

  /** Copies a value as the bridge does: functions are passed as they are, everything else loses its prototype and symbols. */
  const copied = (value: unknown, isDeep = false): unknown => {
    if (typeof value === "function") {
      const call = value as (...input: unknown[]) => unknown;
      return (...input: unknown[]) => copied(call(...input.map((each) => copied(each))));
    }
    if (value instanceof Promise) {
      return value.then(
        (each) => copied(each),
        (error: unknown) => {
          // Of an error its message alone crosses.
          throw new Error(error instanceof Error ? error.message : String(error));
        },
      );
    }
    if (typeof value === "symbol") throw new Error("An object could not be cloned.");
    if (typeof value !== "object" || value === null) return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (isDeep || prototype === Object.prototype || prototype === null || Array.isArray(value)) {
      const parts = Object.entries(value)
        .filter(([, part]) => typeof part !== "symbol")
        .map(([name, part]) => [name, copied(part)] as const);
      return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
    }
    return cloned(value);
  };

  const freeze = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null) for (const part of Object.values(value)) freeze(part);
    return Object.freeze(value);
  };

  const contextBridge: SandboxElectron["contextBridge"] = {
    exposeInMainWorld: (key, api: unknown) => {
      if (Object.hasOwn(globalThis, key)) {
        throw new Error("Cannot bind an API on top of an existing property on the window object");
      }
      Object.defineProperty(globalThis, key, { value: freeze(copied(api, true)), enumerable: true });
    },
  };

  const listeners = new Map<string, Set<Listener>>();

  // Its methods are its prototype's: given to the page, it arrives as nothing, as Electron's does.
  class IpcRenderer {
    async invoke(channel: string, ...input: unknown[]): Promise<unknown> {
      const outcome = await toMain(channel, cloned(input));
      if ("trouble" in outcome) throw new Error(outcome.trouble);
      return outcome.value;
    }
    on(channel: string, listener: Listener): this {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return this;
    }
    off(channel: string, listener: Listener): this {
      listeners.get(channel)?.delete(listener);
      return this;
    }
  }

  const electron: SandboxElectron = { contextBridge, ipcRenderer: new IpcRenderer() };

  Object.defineProperty(globalThis, Symbol.for(hearing), {
    value: (heard: readonly { readonly channel: string; readonly input: readonly unknown[] }[]) => {
      for (const { channel, input } of heard) {
        for (const listener of listeners.get(channel) ?? []) {
          listener(
            { sender: electron.ipcRenderer, ports: [] } as unknown as Electron.IpcRendererEvent,
            ...input,
          );
        }
      }
    },
  });

  const module = { exports: {} };
  preload(
    (name) => {
      if (name !== "electron") throw new Error(`module not found: ${name}`);
      return electron;
    },
    module,
    module.exports,
  );
}
