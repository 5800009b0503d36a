import { EventEmitter } from "node:events";
import type { App, IpcMain, IpcMainInvokeEvent, WebContents } from "electron";

/* Electron at the outer seam: what it would call and what is asked of it, for tests of one file at a time. */

/** A page as main sees it. `emit` plays Electron; what was sent is kept. */
export class FakePage extends EventEmitter {
  readonly sent: unknown[] = [];
  readonly mainFrame = { origin: "app://kith" };
  reloads = 0;
  isGone = false;
  openWindow: ((details: { url: string }) => { action: string }) | undefined;
  readonly send = (_channel: string, text: unknown) => void this.sent.push(text);
  readonly isDestroyed = () => this.isGone;
  readonly reload = () => void (this.reloads += 1);
  readonly setWindowOpenHandler = (handler: FakePage["openWindow"]) => void (this.openWindow = handler);

  get contents(): WebContents {
    return this as unknown as WebContents;
  }

  /** What Electron tells of a call from this page's main frame, or of one that differs. */
  event(more: Partial<Record<keyof IpcMainInvokeEvent, unknown>> = {}): IpcMainInvokeEvent {
    return { sender: this, senderFrame: this.mainFrame, ...more } as unknown as IpcMainInvokeEvent;
  }
}

type Handler = Parameters<IpcMain["handle"]>[1];

/** Takes the one handler that is set, so that a test can call it as Electron would. */
export function fakeIpcMain() {
  const handlers = new Map<string, Handler>();
  return {
    handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
    channels: () => [...handlers.keys()],
    invoke: async (channel: string, event: IpcMainInvokeEvent, value: unknown): Promise<unknown> =>
      handlers.get(channel)?.(event, value),
  };
}

/** The program: its events are played by `emit`, its end is recorded. */
export class FakeApp extends EventEmitter {
  readonly exits: number[] = [];
  relaunches = 0;
  readonly exit = (code = 0) => void this.exits.push(code);
  readonly relaunch = () => void (this.relaunches += 1);

  get app(): App {
    return this as unknown as App;
  }
}

/** An event that can be prevented, with what Electron says besides. */
export function preventable<T extends object>(details: T) {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => void (event.defaultPrevented = true),
  };
  return event;
}
