import { EventEmitter } from "node:events";
import type { Session } from "electron";
import { expect, test } from "vitest";
import { guardPages, refuseDownloads, refusePermissions } from "../../../../main/desktop/guard.ts";
import { createLog } from "../../../../main/log.ts";
import { FakeApp, FakePage, preventable } from "./electron-parts.ts";

function ground() {
  const app = new FakeApp();
  const page = new FakePage();
  const opened: string[] = [];
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));
  guardPages(app.app, (url) => opened.push(url), log);
  app.emit("web-contents-created", {}, page);
  /** Plays a navigation as Electron does: to every frame's listener, then to the main frame's. */
  const go = (url: string, isMainFrame = true) => {
    const first = preventable({ url, isMainFrame });
    page.emit("will-frame-navigate", first);
    const second = preventable({ url, isMainFrame });
    if (isMainFrame) page.emit("will-navigate", second, url);
    return { first: first.defaultPrevented, second: second.defaultPrevented };
  };
  return { page, opened, lines, go };
}

const strange = [
  "https://kith/",
  "app://kith.example/",
  "app://other/",
  "app://kith@other/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/html,x",
  "about:blank",
  "blob:app://kith/1",
  "no address",
];

test("[D4] the page may go to its own address, and nowhere else", () => {
  const { go } = ground();
  expect(go("app://kith/")).toEqual({ first: false, second: false });
  for (const url of strange) expect(go(url)).toEqual({ first: true, second: true });
});

test("[D4] no frame goes anywhere, not even to our own page", () => {
  const { go, opened } = ground();
  expect(go("app://kith/", false).first).toBe(true);
  expect(go("xmpp:romeo@example.net?message", false).first).toBe(true);
  expect(opened).toEqual([]);
});

test("[D4] a link that is followed, or was to open a window, is handed on once", () => {
  const { go, page, opened } = ground();
  go("xmpp:romeo@example.net?message");
  page.openWindow?.({ url: "https://xmpp.org/" });
  expect(opened).toEqual(["xmpp:romeo@example.net?message", "https://xmpp.org/"]);
});

test("[D4] no redirect leads elsewhere, no page is embedded, no window opens", () => {
  const { page } = ground();
  const away = preventable({ url: "https://other/" });
  page.emit("will-redirect", away);
  expect(away.defaultPrevented).toBe(true);
  const embedded = preventable({});
  page.emit("will-attach-webview", embedded, {}, {});
  expect(embedded.defaultPrevented).toBe(true);
  for (const url of ["app://kith/", ...strange])
    expect(page.openWindow?.({ url })).toEqual({ action: "deny" });
});

test("[D3] every permission is refused, asked for or checked", () => {
  const answers: boolean[] = [];
  type Ask = (contents: null, permission: string, answer: (granted: boolean) => void) => void;
  refusePermissions({
    setPermissionRequestHandler: (handler: Ask) => handler(null, "media", (granted) => answers.push(granted)),
    setPermissionCheckHandler: (handler: (contents: null, permission: string) => boolean) =>
      answers.push(handler(null, "clipboard-read")),
    setDevicePermissionHandler: (handler: (details: object) => boolean) => answers.push(handler({})),
  } as unknown as Session);
  expect(answers).toEqual([false, false, false]);
});

test("[D4] no file is downloaded, and that is said once", () => {
  const session = new EventEmitter();
  const lines: string[] = [];
  refuseDownloads(
    session as unknown as Session,
    createLog((line) => lines.push(line)),
  );
  for (const _ of ["once", "and again"]) {
    const event = preventable({});
    session.emit("will-download", event, {}, {}, null);
    expect(event.defaultPrevented).toBe(true);
  }
  expect(lines).toEqual(["kith: a file that was to be downloaded was refused"]);
});
