import { expect, test, type Page } from "@playwright/test";
import { hearing, preloadWorld, type Outcome } from "../support/electron/page/preload-world.ts";

/* The stand-in is as strict as Electron. Otherwise the other specs would prove little. */

/** A page with this preload, whose calls main answers with what it was given; or how it refuses the preload. */
async function pageWith(page: Page, preload: string): Promise<void> {
  await page.exposeBinding("way", (_source, channel: string, input: readonly unknown[]): Outcome =>
    channel === "trouble"
      ? { trouble: "Error invoking remote method 'trouble': Error: no" }
      : { value: input },
  );
  await page.addInitScript({
    content: `(${preloadWorld.toString()})("way", ${JSON.stringify(hearing)}, function (require) {
      const { contextBridge, ipcRenderer } = require("electron");
      const refused = (act) => { try { act(); return "done"; } catch (error) { return error.message; } };
      ${preload}
    });`,
  });
  await page.goto("data:text/html,<title>a page</title>");
}

/** What the page finds under `api`, each function called without input. */
const found = (page: Page) =>
  page.evaluate(async () => {
    const api = Reflect.get(window, "api") as Record<string, unknown>;
    const parts = Object.entries(api).map(async ([name, part]) => [
      name,
      typeof part === "function" ? await (part as () => unknown)() : part,
    ]);
    return Object.fromEntries(await Promise.all(parts)) as Record<string, unknown>;
  });

test("what has no clone does not cross, in either direction", async ({ page }) => {
  await pageWith(
    page,
    `const invoke = (value) => ipcRenderer.invoke("echo", value).then(() => "crossed", (error) => error.message);
    contextBridge.exposeInMainWorld("api", {
      text: () => invoke("text"),
      fn: () => invoke(() => 1),
      deep: () => invoke({ list: [Symbol("s")] }),
      element: () => invoke(document),
      trouble: () => ipcRenderer.invoke("trouble").catch((error) => error.message),
    });`,
  );
  const refused = "An object could not be cloned.";
  expect(await found(page)).toEqual({
    text: "crossed",
    fn: refused,
    deep: refused,
    element: refused,
    trouble: "Error invoking remote method 'trouble': Error: no",
  });
});

test("the bridge copies, freezes, drops prototypes, and is built once", async ({ page }) => {
  await pageWith(
    page,
    `class Thing { own = 1; inherited() { return 2; } }
    const shared = { list: [1] };
    contextBridge.exposeInMainWorld("api", {
      renderer: ipcRenderer,
      thing: new Thing(),
      list: shared.list,
      again: () => refused(() => contextBridge.exposeInMainWorld("api", {})),
      existing: () => refused(() => contextBridge.exposeInMainWorld("document", {})),
      others: () => refused(() => require("node:fs")),
    });
    shared.list.push(2);`,
  );
  const standing = "Cannot bind an API on top of an existing property on the window object";
  expect(await found(page)).toEqual({
    renderer: {},
    thing: { own: 1 },
    list: [1],
    again: standing,
    existing: standing,
    others: "module not found: node:fs",
  });
  expect(await page.evaluate(() => Object.isFrozen(Reflect.get(window, "api")))).toBe(true);
  expect(await page.evaluate(() => "way" in window)).toBe(false);
});
