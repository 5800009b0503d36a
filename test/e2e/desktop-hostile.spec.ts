import { isDeepStrictEqual } from "node:util";
import type { Page } from "@playwright/test";
import { callChannel, type Preload } from "../../app/page-ipc.ts";
import { maxCallBytes } from "../../app/contract.ts";
import type { Sender } from "../support/electron/seam.ts";
import { expect, test } from "./desktop.ts";
import type { StandInKith } from "./shells/stand-in.ts";

/* A page that an attacker controls. Main refuses its calls, reports that once, and keeps running. */

const ours: Sender = { url: "app://kith/", origin: "app://kith", child: null };
const snapshot = JSON.stringify({ id: 1, name: "snapshot", input: {} });
const refused = {
  kind: "answer",
  id: -1,
  result: { ok: false, failure: { code: "bad-command", values: {} } },
};

/** A call that does not come by way of the preload: from a renderer that somebody has taken over. */
async function call(kith: StandInKith, sender: Sender | null, ...input: unknown[]): Promise<unknown> {
  return JSON.parse(String(await kith.process.ask("invoke", sender, callChannel, input)));
}

/** The page says something with what the preload gave it. */
function say(page: Page, ...texts: unknown[]): Promise<unknown[]> {
  return page.evaluate((said) => {
    const { call } = Reflect.get(window, "kith") as Preload;
    return Promise.all(said.map(async (text) => JSON.parse(await call(text as string)) as unknown));
  }, texts);
}

/** How often a sentence is in Kith's own output. */
const times = (kith: StandInKith, sentence: string) => kith.errors().split(sentence).length - 1;

test.describe("a hostile page", () => {
  let kith: StandInKith;
  test.beforeEach(async ({ page, startWindow }) => {
    kith = await startWindow();
    await kith.open(page);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
  test.afterEach(async ({ page }) => {
    // After every attempt, our own page is still served.
    expect(kith.isRunning()).toBe(true);
    expect(kith.errors()).not.toContain("bug");
    // Chromium may still be busy with a link that it has no program for.
    await expect(async () => void (await page.reload({ timeout: 2_000 }))).toPass();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });

  test("[H1] is not answered from another frame, from another origin, or from a frame that is gone", async ({
    page,
  }) => {
    expect(await call(kith, ours, snapshot)).toMatchObject({ id: 1, result: { ok: true } });
    await page.evaluate(() => document.body.append(document.createElement("iframe")));
    const child = page.frames().find((frame) => frame !== page.mainFrame());
    if (child === undefined) throw new Error("there is no frame");
    // It has our origin, but it is not our page.
    expect(await child.evaluate(() => "kith" in window)).toBe(false);
    expect(await call(kith, { ...ours, url: child.url(), child: "a" }, snapshot)).toEqual(refused);
    expect(await call(kith, null, snapshot)).toEqual(refused);
    await kith.process.ask("navigated", "https://kith.example.test/", "https://kith.example.test");
    expect(await call(kith, ours, snapshot)).toEqual(refused);
    await kith.process.ask("navigated", "app://kith.example.test/", "app://kith.example.test");
    expect(await call(kith, ours, snapshot)).toEqual(refused);
    expect(times(kith, "a call that did not come from Kith's own page was refused")).toBe(1);
  });

  test("[H2] sends unknown commands, wrong shapes and values that are no text: all are refused", async ({
    page,
  }) => {
    const unknown = ["nothing", "constructor", "__proto__", "toString"].map((name, id) =>
      JSON.stringify({ id, name, input: {} }),
    );
    for (const answer of await say(page, ...unknown)) {
      expect(answer).toMatchObject({ result: { ok: false, failure: { code: "bad-command" } } });
    }
    const shapes = [
      "",
      "{",
      "null",
      "[]",
      '"snapshot"',
      '{"id":1}',
      '{"id":1,"name":"snapshot","input":{"more":1}}',
      '{"id":1e99,"name":"snapshot","input":{}}',
      '{"id":1,"name":"signIn","input":{"address":7}}',
      '{"__proto__":{"id":1},"name":"snapshot","input":{}}',
    ];
    for (const answer of await say(page, ...shapes)) {
      expect(answer).toMatchObject({ result: { ok: false, failure: { code: "bad-command" } } });
    }
    for (const input of [
      [],
      [null],
      [7],
      [{ id: 1, name: "snapshot", input: {} }],
      [[snapshot]],
      [new Map()],
    ]) {
      expect(await call(kith, ours, ...input)).toEqual(refused);
    }
    await expect(kith.process.ask("invoke", ours, "another-channel", [])).rejects.toThrow(
      "No handler registered for 'another-channel'",
    );
    expect(times(kith, "a page sent a call that is not known or not of its shape; it was refused")).toBe(1);
    expect(times(kith, "the page sent a call that is no text; it was refused")).toBe(1);
  });

  test("[H3] floods: it is slowed down, then refused, and Kith answers again afterwards", async ({
    page,
  }) => {
    test.setTimeout(60_000);
    const refusals: unknown[] = [];
    const flood: Promise<unknown>[] = [];
    // More calls than may run at once, and then more than may wait.
    while (refusals.length === 0) {
      for (let each = 0; each < 2_000; each += 1) {
        flood.push(
          call(kith, ours, snapshot).then((answer) => {
            if (isDeepStrictEqual(answer, refused)) refusals.push(answer);
          }),
        );
      }
      // Its page still receives patches.
      await kith.process.ask("window");
    }
    await expect
      .poll(async () => JSON.stringify(await say(page, snapshot)), { timeout: 40_000 })
      .toContain('"ok":true');
    await Promise.all(flood);
    expect(times(kith, "the page made calls faster than a person can; it was slowed down")).toBe(1);
  });

  test("[H4] sends a huge message, which is not read", async ({ page }) => {
    const name = "a".repeat(maxCallBytes);
    const huge = JSON.stringify({ id: 1, name: "snapshot", input: { name } });
    expect(await say(page, huge, "é".repeat(4_000_000))).toEqual([refused, refused]);
    expect(await say(page, snapshot)).toMatchObject([{ result: { ok: true } }]);
  });

  test("[H5] goes nowhere else, opens nothing and embeds nothing", async ({ page }) => {
    const before = page.url();
    for (const url of [
      "https://example.test/",
      "http://127.0.0.1:1/",
      "https://other.app.stand-in.invalid/",
    ]) {
      await page.evaluate((to) => location.assign(to), url).catch(() => undefined);
    }
    const opened = await page.evaluate(() => window.open("https://example.test/window")?.closed ?? true);
    expect(opened).toBeDefined();
    await expect.poll(() => page.context().pages().length).toBe(1);
    await page.evaluate(() => {
      const frame = document.createElement("iframe");
      frame.src = "https://example.test/frame";
      document.body.append(frame);
    });
    expect(await kith.process.ask("mayNavigate", { url: "https://example.test/", isMainFrame: false })).toBe(
      false,
    );
    expect(await kith.process.ask("mayNavigate", { url: "app://kith/", isMainFrame: false })).toBe(false);
    expect(await kith.process.ask("mayRedirect", "https://example.test/")).toBe(false);
    expect(await kith.process.ask("mayEmbed")).toBe(false);
    expect(page.url()).toBe(before);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });

  test("[H9] writes no file to the disk", async ({ page }) => {
    const refusals = () => times(kith, "a file that was to be downloaded was refused");
    await page.evaluate(() => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["a file"]));
      link.download = "kith.desktop";
      link.click();
    });
    await expect.poll(refusals).toBe(1);
    expect(await kith.process.ask("mayDownload", "https://example.test/kith.desktop")).toBe(false);
    expect(refusals()).toBe(1);
  });

  test("[H6] hands the system links of two kinds and no others", async ({ page }) => {
    const follow = (url: string) =>
      page.evaluate((to) => {
        const link = document.createElement("a");
        link.href = to;
        link.click();
      }, url);
    const opened = () => kith.process.recorded("shell.openExternal");
    for (const url of [
      "javascript:void 0",
      "file:///etc/passwd",
      "smb://example.test/",
      "data:text/html,x",
    ]) {
      await follow(url);
    }
    for (const url of ["file:///etc/passwd", "smb://example.test/a", "vbscript:a", "not an address"]) {
      expect(await kith.process.ask("mayNavigate", { url, isMainFrame: true })).toBe(false);
    }
    await follow("xmpp:romeo@example.test?message");
    await expect.poll(opened).toEqual(["xmpp:romeo@example.test?message"]);
    expect(times(kith, "a link of a kind that Kith does not hand on was refused")).toBe(1);
  });

  test("[H7] has two functions of Kith's, nothing of Electron's, and no permission", async ({ page }) => {
    const seen = await page.evaluate(() => {
      const kith = Reflect.get(window, "kith") as object;
      const attempt = (act: () => void) => {
        try {
          act();
          return "done";
        } catch {
          return "refused";
        }
      };
      return {
        names: Object.keys(kith).sort(),
        electron: ["require", "process", "module", "ipcRenderer", "electron"].filter(
          (name) => name in window,
        ),
        replaced: attempt(() => {
          Reflect.set(window, "kith", {});
          if (Reflect.get(window, "kith") === kith) throw new Error("it is unchanged");
        }),
        frozen: Object.isFrozen(kith),
      };
    });
    expect(seen).toEqual({ names: ["call", "onMessage"], electron: [], replaced: "refused", frozen: true });
    for (const permission of ["media", "notifications", "geolocation", "clipboard-read", "openExternal"]) {
      expect(await kith.process.ask("may", permission)).toEqual({ asked: false, checked: false });
    }
    const shown = await kith.process.ask("window");
    expect(shown?.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(kith.process.recorded("app.enableSandbox")).toHaveLength(1);
  });

  test("[H8] runs no script and reaches no network: its headers are those that Kith sends", async ({
    page,
  }) => {
    const response = await page.reload();
    const policy = response?.headers()["content-security-policy"]?.split("; ");
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
    );
    expect(policy).toContain("require-trusted-types-for 'script'");
    const done = await page.evaluate(async () => {
      const script = document.createElement("script");
      const isTrusted = (() => {
        try {
          script.textContent = "window.ran = true";
          document.body.append(script);
          return "ran" in window;
        } catch {
          return false;
        }
      })();
      const read = await fetch("https://example.test/").then(
        () => true,
        () => false,
      );
      return { isTrusted, read };
    });
    expect(done).toEqual({ isTrusted: false, read: false });
  });
});
