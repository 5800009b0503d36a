import type * as Electron from "electron/main";
import { app } from "./app.ts";
import { Emitter, preventable, type Preventable } from "./emitter.ts";
import { answer, keep } from "./outside.ts";
import type { WebContents } from "./web-contents.ts";
import type { WebFrameMain } from "./web-frame.ts";

type Permission = Parameters<NonNullable<Parameters<Electron.Session["setPermissionCheckHandler"]>[0]>>[1];
type RequestHandler = (contents: null, permission: string, answer: (isGranted: boolean) => void) => void;
type CheckHandler = (contents: null, permission: Permission, origin: string) => boolean;

interface SessionEvents {
  "will-download": [
    event: Preventable,
    item: Pick<Electron.DownloadItem, "getURL">,
    contents: WebContents,
    frame: WebFrameMain | null,
  ];
}

/** What pages may have. Where nobody answers, Electron grants. */
class Session extends Emitter<SessionEvents> {
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }
  setDevicePermissionHandler(handler: (() => boolean) | null): void {
    keep("session.setDevicePermissionHandler", handler?.() ?? true);
  }

  mayDownload(url: string, contents: WebContents): boolean {
    const event = preventable({});
    this.emit("will-download", event, { getURL: () => url }, contents, contents.mainFrame);
    return !event.defaultPrevented;
  }

  async may(permission: string) {
    const { promise, resolve } = withResolvers();
    if (this.#request === null) resolve(true);
    else this.#request(null, permission, resolve);
    const checked = this.#check?.(null, permission as Permission, "app://kith") ?? true;
    return { asked: await promise, checked };
  }
}

function withResolvers() {
  let resolve: (isGranted: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => (resolve = settle));
  return { promise, resolve };
}

const defaultSession = new Session();

export const session = {
  get defaultSession() {
    if (!app.isReady()) throw new Error("Session can only be received when app is ready");
    return defaultSession;
  },
};

answer({ may: (permission) => defaultSession.may(permission) });
export type { Session };
