import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type * as Electron from "electron/main";
import { claimLock } from "./lock.ts";
import { Emitter, preventable, type Preventable } from "./emitter.ts";
import { answer, keep, surroundings } from "./outside.ts";
import type { WebContents } from "./web-contents.ts";

interface AppEvents {
  ready: [];
  activate: [];
  "window-all-closed": [];
  "before-quit": [event: Preventable];
  "will-quit": [event: Preventable];
  quit: [event: Preventable, code: number];
  "second-instance": [event: Preventable, argv: string[], folder: string, additionalData: unknown];
  "web-contents-created": [event: Preventable, contents: WebContents];
}

/** A window as far as quitting is concerned. */
interface Closable {
  /** Whether it closed; a listener may have prevented it. */
  readonly tryToClose: () => boolean;
  readonly destroy: () => void;
}

/** The life of the program, as `electron.app` tells it. */
export class App
  extends Emitter<AppEvents>
  implements
    Pick<
      Electron.App,
      | "enableSandbox"
      | "exit"
      | "getApplicationNameForProtocol"
      | "getPath"
      | "isDefaultProtocolClient"
      | "isReady"
      | "quit"
      | "relaunch"
      | "requestSingleInstanceLock"
      | "setAppUserModelId"
      | "setPath"
      | "whenReady"
    >
{
  readonly isPackaged = false;
  readonly windows = new Set<Closable>();
  readonly #paths = new Map<string, string>();
  #isReady = false;
  #makeReady: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => (this.#makeReady = resolve));

  isReady(): boolean {
    return this.#isReady;
  }
  whenReady(): Promise<void> {
    return this.#ready;
  }
  /** Electron is ready once the entry has been evaluated, not earlier. */
  becomeReady(): void {
    this.#isReady = true;
    this.emit("ready");
    this.#makeReady();
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error("app.enableSandbox() can only be called before app is ready");
    keep("app.enableSandbox", null);
  }

  /** Recorded: only Windows does anything with it. */
  setAppUserModelId(id: string): void {
    keep("app.setAppUserModelId", id);
  }
  getApplicationNameForProtocol(url: string): string {
    return url.startsWith("xmpp:") ? surroundings.chatProgram : "browser.desktop";
  }
  isDefaultProtocolClient(scheme: string): boolean {
    return this.getApplicationNameForProtocol(`${scheme}:`) === "kith.desktop";
  }

  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error("Path must be absolute");
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`);
    this.#paths.set(name, path);
  }
  getPath(name: Parameters<Electron.App["getPath"]>[0]): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }
  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    const second = { argv: process.argv, folder: process.cwd(), additionalData };
    return claimLock(
      join(this.getPath("userData"), "SingletonLock"),
      second,
      ({ argv, folder, additionalData }) =>
        this.emit("second-instance", preventable({}), argv, folder, additionalData),
    );
  }

  quit(): void {
    const before = preventable({});
    this.emit("before-quit", before);
    if (before.defaultPrevented) return;
    for (const window of this.windows) if (!window.tryToClose()) return;
    const will = preventable({});
    this.emit("will-quit", will);
    if (!will.defaultPrevented) this.#end(0);
  }
  /** Recorded: who starts Kith is the test. */
  relaunch(): void {
    keep("app.relaunch", null);
  }
  exit(code = 0): void {
    for (const window of this.windows) window.destroy();
    this.#end(code);
  }
  #end(code: number): void {
    this.emit("quit", preventable({}), code);
    process.exit(code);
  }

  /** Called when a window has gone. */
  forget(window: Closable): void {
    this.windows.delete(window);
    // Where nobody listens, Electron quits by itself.
    if (this.windows.size === 0 && !this.emit("window-all-closed")) this.quit();
  }
}

export const app = new App();

answer({ quit: () => app.quit() });
// Electron takes a signal as being told to quit.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.quit());
// The test is over.
process.on("disconnect", () => process.exit(0));
