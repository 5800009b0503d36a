import type { App, Session, WebContents } from "electron";
import { pageHost, pageScheme } from "../../app/page-ipc.ts";
import type { Log } from "../log.ts";
import type { OpenLink } from "./links.ts";
import { readUrl } from "./read-url.ts";

/** Refuses every page, now and later, anything that our page does not need. */
export function guardPages(app: Pick<App, "on">, openLink: OpenLink, log: Log): void {
  app.on("web-contents-created", (_event, contents) => guardPage(contents, openLink, log));
}

/** No camera, no notifications, no clipboard: every permission request and check is refused. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Kith downloads nothing: a download is refused before its first byte. */
export function refuseDownloads(session: Pick<Session, "on">, log: Log): void {
  session.on("will-download", (event) => {
    event.preventDefault();
    log.once("a file that was to be downloaded was refused");
  });
}

function guardPage(contents: WebContents, openLink: OpenLink, log: Log): void {
  contents.on("will-attach-webview", (event) => {
    event.preventDefault();
    log.once("a page that was to be embedded was refused");
  });
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: "deny" };
  });
  // Fires before `will-navigate`, and for every frame: links that are followed in the page open in another program.
  contents.on("will-frame-navigate", (event) => {
    if (event.isMainFrame && isOurs(event.url)) return;
    event.preventDefault();
    if (event.isMainFrame) openLink(event.url);
    else log.once("a frame that was to go somewhere was refused");
  });
  contents.on("will-navigate", (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on("will-redirect", (event) => {
    if (isOurs(event.url)) return;
    event.preventDefault();
    log.once("a page that was sent on elsewhere was refused");
  });
}

/** Compares parsed parts: `app://kith.example/` begins like our address. */
function isOurs(url: string): boolean {
  const parsed = readUrl(url);
  return parsed?.protocol === `${pageScheme}:` && parsed.host === pageHost;
}
