import type * as Electron from "electron/main";
import { app } from "./app.ts";
import { cloned } from "./cloned.ts";
import { Emitter, preventable, type Preventable } from "./emitter.ts";
import { tell } from "./outside.ts";
import type { Destination, Sender } from "./seam.ts";
import { WebFrameMain } from "./web-frame.ts";

interface WebContentsEvents {
  "will-attach-webview": [event: Preventable, preferences: object, parameters: Record<string, string>];
  "will-frame-navigate": [event: Preventable & Destination];
  "will-navigate": [event: Preventable & Destination];
  "will-redirect": [event: Preventable & Destination];
  "did-navigate": [event: Preventable, url: string, code: number, status: string];
  "did-finish-load": [];
  "render-process-gone": [event: Preventable, details: Electron.RenderProcessGoneDetails];
  destroyed: [];
}

/** The page of a window, as main sees it. */
export class WebContents
  extends Emitter<WebContentsEvents>
  implements Pick<Electron.WebContents, "isDestroyed" | "send" | "setWindowOpenHandler" | "reload">
{
  readonly mainFrame = new WebFrameMain();
  readonly #children = new Map<string, WebFrameMain>();
  #handleWindowOpen: Parameters<Electron.WebContents["setWindowOpenHandler"]>[0] | undefined;
  #isDestroyed = false;
  #isCrashed = false;

  constructor() {
    super();
    app.emit("web-contents-created", preventable({}), this);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  send(channel: string, ...input: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError("Object has been destroyed");
    const copy = cloned(input);
    if (!this.#isCrashed) tell("say", channel, copy);
  }
  setWindowOpenHandler(handler: Parameters<Electron.WebContents["setWindowOpenHandler"]>[0]): void {
    this.#handleWindowOpen = handler;
  }
  /** Also after a crash, as Electron's own: a new process shows the page again. */
  reload(): void {
    this.#isCrashed = false;
    tell("reload");
  }

  /* What the page does. */

  mayNavigate(destination: Destination): boolean {
    const everyFrame = preventable(destination);
    this.emit("will-frame-navigate", everyFrame);
    if (everyFrame.defaultPrevented || !destination.isMainFrame) return !everyFrame.defaultPrevented;
    const event = preventable(destination);
    this.emit("will-navigate", event);
    return !event.defaultPrevented;
  }
  mayRedirect(url: string): boolean {
    const event = preventable({ url, isMainFrame: true });
    this.emit("will-redirect", event);
    return !event.defaultPrevented;
  }
  mayEmbed(): boolean {
    const event = preventable({});
    this.emit("will-attach-webview", event, {}, { src: "https://example.test/" });
    return !event.defaultPrevented;
  }
  mayOpen(details: Electron.HandlerDetails): boolean {
    // Where nobody answers, Electron opens it.
    return this.#handleWindowOpen?.(details).action !== "deny";
  }
  navigated(url: string, origin: string): void {
    Object.assign(this.mainFrame, { url, origin });
    this.#children.clear();
    this.emit("did-navigate", preventable({}), url, 200, "OK");
  }
  crash(details: Electron.RenderProcessGoneDetails): void {
    this.#isCrashed = true;
    this.emit("render-process-gone", preventable({}), details);
  }
  destroy(): void {
    this.#isDestroyed = true;
    this.emit("destroyed");
  }
  /** The frame that says something; the main frame stays the same object for as long as the window. */
  frameOf(sender: Sender | null): WebFrameMain | null {
    if (sender === null) return null;
    if (sender.child === null) return this.mainFrame;
    const frame = this.#children.get(sender.child) ?? new WebFrameMain();
    this.#children.set(sender.child, frame);
    return Object.assign(frame, { url: sender.url, origin: sender.origin });
  }
}
