import type * as Electron from "electron/main";
import { app } from "./app.ts";
import { Emitter, preventable, type Preventable } from "./emitter.ts";
import { ipcMain } from "./ipc-main.ts";
import { answer, ask, tell } from "./outside.ts";
import { session } from "./session.ts";
import { WebContents } from "./web-contents.ts";

interface WindowEvents {
  "ready-to-show": [];
  show: [];
  hide: [];
  focus: [];
  close: [event: Preventable];
  "leave-full-screen": [];
  closed: [];
  move: [];
  resize: [];
  "session-end": [];
  minimize: [];
  restore: [];
  maximize: [];
}

/** A window whose page is in the other half. There is one page, so there is one window at a time. */
export class BrowserWindow
  extends Emitter<WindowEvents>
  implements
    Pick<
      Electron.BrowserWindow,
      | "close"
      | "destroy"
      | "focus"
      | "getBounds"
      | "getNormalBounds"
      | "hide"
      | "isDestroyed"
      | "isFocused"
      | "isFullScreen"
      | "isMaximized"
      | "isMinimized"
      | "isVisible"
      | "loadURL"
      | "maximize"
      | "restore"
      | "setBounds"
      | "setFullScreen"
      | "show"
    >
{
  readonly webContents = new WebContents();
  readonly #webPreferences: Readonly<Record<string, unknown>>;
  #bounds: Electron.Rectangle;
  #isVisible: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isFullScreen = false;
  #isDestroyed = false;
  #timesFocused = 0;
  #wasReady = false;

  constructor({ x, y, width, height, show, webPreferences }: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error("Cannot create BrowserWindow before app is ready");
    this.#bounds = { x: x ?? 100, y: y ?? 100, width: width ?? 800, height: height ?? 600 };
    this.#isVisible = show !== false;
    this.#webPreferences = { ...webPreferences };
    app.windows.add(this);
    tell("open", webPreferences?.preload ?? null);
    this.#listen();
  }

  static getAllWindows(): BrowserWindow[] {
    return [...app.windows].filter((window) => window instanceof BrowserWindow);
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.isFocused()) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return ask("load", url);
  }

  show(): void {
    this.#isVisible = true;
    this.emit("show");
  }
  hide(): void {
    this.#isVisible = false;
    this.emit("hide");
  }
  focus(): void {
    this.#timesFocused += 1;
    this.emit("focus");
  }
  restore(): void {
    this.#isMinimized = false;
    this.emit("restore");
  }
  maximize(): void {
    this.#isMaximized = true;
    this.#isVisible = true;
    this.emit("maximize");
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  isFocused(): boolean {
    return this.#timesFocused > 0 && this.#isVisible;
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  isFullScreen(): boolean {
    return this.#isFullScreen;
  }
  setFullScreen(isFullScreen: boolean): void {
    const hadScreen = this.#isFullScreen;
    this.#isFullScreen = isFullScreen;
    if (hadScreen && !isFullScreen) this.emit("leave-full-screen");
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  getBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  getNormalBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit("move");
    this.emit("resize");
  }

  close(): void {
    this.tryToClose();
  }
  tryToClose(): boolean {
    const event = preventable({});
    this.emit("close", event);
    if (!event.defaultPrevented) this.destroy();
    return !event.defaultPrevented;
  }
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.webContents.destroy();
    this.emit("closed");
    app.forget(this);
  }

  /** What the page, the person and the system do to this window. */
  #listen(): void {
    const contents = this.webContents;
    answer({
      invoke: (sender, channel, input) => ipcMain.invoke(contents, sender, channel, input),
      mayNavigate: (destination) => contents.mayNavigate(destination),
      mayOpen: (details) => contents.mayOpen(details),
      mayEmbed: () => contents.mayEmbed(),
      mayRedirect: (url) => contents.mayRedirect(url),
      mayDownload: (url) => session.defaultSession.mayDownload(url, contents),
      navigated: (url, origin) => contents.navigated(url, origin),
      loaded: () => {
        contents.emit("did-finish-load");
        if (!this.#wasReady) this.emit("ready-to-show");
        this.#wasReady = true;
      },
      crash: (details) => contents.crash(details),
      place: (bounds) => this.setBounds(bounds),
      minimize: () => {
        this.#isMinimized = true;
        this.emit("minimize");
      },
      closeWindow: () => this.close(),
      endSession: () => this.emit("session-end"),
      window: () =>
        this.#isDestroyed
          ? null
          : {
              bounds: this.getBounds(),
              isVisible: this.#isVisible,
              isMinimized: this.#isMinimized,
              timesFocused: this.#timesFocused,
              webPreferences: this.#webPreferences,
            },
    });
  }
}
