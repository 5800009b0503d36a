import type { HandlerDetails, Rectangle, RenderProcessGoneDetails } from "electron/main";

/*
 * What crosses between the two halves of the stand-in: Kith's own process, where `electron` is the stand-in, and the
 * test's process, which has Chromium. Everything here can be cloned structurally.
 */

/** How the system around Kith is; chosen by a test before it starts Kith. */
export interface Surroundings {
  readonly storage: "gnome_libsecret" | "basic_text";
  /** What the system's keyring encrypts with; another one cannot open what this one sealed. */
  readonly keyring: string;
  /** The work areas of the displays, the primary one first. */
  readonly displays: readonly Rectangle[];
  /** Which button a person presses in a dialog of the system's. */
  readonly dialogAnswer: number;
  /** The menu entry of the program that opens `xmpp:` links; empty where there is none. */
  readonly chatProgram: string;
}

/** The frame that sends something, or null if it is gone by then. */
export interface Sender {
  readonly url: string;
  readonly origin: string;
  /** Null for the window's main frame. */
  readonly child: string | null;
}

export interface FetchedPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Destination {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** One thing Kith asked of Electron that leaves no other trace. */
export interface Recorded {
  readonly what: string;
  readonly input: unknown;
}

/** The state of a window. */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly isVisible: boolean;
  readonly isMinimized: boolean;
  readonly timesFocused: number;
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

/** What Kith's half asks of the half with the page. */
export type PageHalf = {
  readonly open: (preload: string | null) => void;
  readonly load: (url: string) => Promise<void>;
  readonly reload: () => Promise<void>;
  readonly say: (channel: string, input: readonly unknown[]) => void;
  readonly keep: (recorded: Recorded) => void;
};

/** What the half with the page asks of Kith's. */
export type KithHalf = {
  readonly fetch: (url: string, method: string) => Promise<FetchedPage>;
  readonly invoke: (sender: Sender | null, channel: string, input: readonly unknown[]) => Promise<unknown>;
  /** Whether Kith lets a frame go there. */
  readonly mayNavigate: (destination: Destination) => boolean;
  /** Whether Kith lets a page open a window. */
  readonly mayOpen: (details: HandlerDetails) => boolean;
  /** Whether Kith allows a page to download a file. */
  readonly mayDownload: (url: string) => boolean;
  readonly navigated: (url: string, origin: string) => void;
  readonly loaded: () => void;
  /* What a person or the system does. */
  readonly mayEmbed: () => boolean;
  readonly mayRedirect: (url: string) => boolean;
  readonly may: (permission: string) => Promise<{ readonly asked: boolean; readonly checked: boolean }>;
  readonly crash: (details: RenderProcessGoneDetails) => void;
  readonly place: (bounds: Rectangle) => void;
  readonly minimize: () => void;
  /** Chooses an entry of the application's menu by the labels that lead to it. */
  readonly choose: (path: readonly string[]) => void;
  readonly isEnabled: (path: readonly string[]) => boolean;
  readonly unplug: (display: number) => void;
  readonly closeWindow: () => void;
  /** Windows ends the person's session. */
  readonly endSession: () => void;
  /** The machine was asleep. */
  readonly wake: () => void;
  /** The machine goes down, or the person logs out: Linux and macOS. */
  readonly shutDown: () => void;
  readonly quit: () => void;
  readonly window: () => WindowState | null;
};
