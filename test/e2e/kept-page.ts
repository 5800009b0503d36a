import type { Browser, Page } from "@playwright/test";

/** What the preload of the desktop shell and the way to its main leave in each document. */
const ofTheShell = ["kith", "__playwright__binding__", "__playwright__binding__controller__"];

/**
 * A page that specs use one after another. A window of its own for each costs as much as the rest of a spec: Chromium
 * starts a process for it, and that process compiles Kith's page from the beginning.
 */
export class KeptPage {
  readonly #browser: Browser;
  #page: Page | undefined;
  /** What `window` may have between two specs. */
  #names: ReadonlySet<string> = new Set();
  #options = "";

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** The page as a new one would be. `options` are those a page is made with, and cannot change. */
  async take(
    viewport: { width: number; height: number } | null,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Page> {
    const wanted = JSON.stringify(options);
    if (this.#page === undefined) {
      this.#options = wanted;
      // In a test a new context has the options of its project.
      this.#page = await (await this.#browser.newContext()).newPage();
      await showNothing(this.#page, "http://127.0.0.1");
      this.#names = new Set([...(await windowNames(this.#page)), ...ofTheShell]);
    }
    if (wanted !== this.#options) throw new Error(`a spec with ${wanted} needs a page of its own`);
    if (viewport !== null) await this.#page.setViewportSize(viewport);
    await this.#page.emulateMedia({
      colorScheme: "light",
      reducedMotion: "no-preference",
      forcedColors: "none",
      contrast: "no-preference",
    });
    return this.#page;
  }

  /**
   * Empties the page after a spec that passed; after one that failed Playwright ends the browser. It stays at its origin:
   * then Chromium keeps its process. Rejects when something is left that the next spec could meet.
   */
  async empty(): Promise<void> {
    const page = this.#page;
    if (page === undefined) return;
    const others = page.context().pages();
    await Promise.all(others.filter((other) => other !== page).map((other) => other.close()));
    const { origin } = new URL(page.url());
    if (!origin.startsWith("http")) return this.#discard();
    await showNothing(page, origin);
    await page.mouse.move(-10, -10);
    await page.evaluate(() => {
      sessionStorage.clear();
      localStorage.clear();
    });
    const left = [
      ...(await windowNames(page)).filter((name) => !this.#names.has(name)),
      ...(await page.context().cookies()).map(({ name }) => `the cookie ${name}`),
      ...((await page.evaluate(() => Date.toString().includes("[native code]"))) ? [] : ["another clock"]),
    ];
    if (left.length > 0) throw new Error(`this spec needs a page of its own: it leaves ${left.join(", ")}`);
  }

  async #discard(): Promise<void> {
    await this.#page?.context().close();
    this.#page = undefined;
  }
}

/** Shows an empty document of that origin without a server. */
async function showNothing(page: Page, origin: string): Promise<void> {
  const nothing = `${origin}/between-specs`;
  await page.route(nothing, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto(nothing);
  await page.unroute(nothing);
}

function windowNames(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.getOwnPropertyNames(window));
}
