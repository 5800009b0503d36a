import { readFile } from "node:fs/promises";
import type { Download, Frame, Page, Route } from "@playwright/test";
import type { Ask } from "../line.ts";
import type { KithHalf, PageHalf, Sender } from "../seam.ts";
import { fromShown, shown, toShown } from "./origins.ts";
import { hearing, preloadWorld, type Outcome } from "./preload-world.ts";

const way = "kithStandInToMain";
const pages = new WeakMap<Page, WindowPage>();

/** A page of Chromium in which windows of Kith are shown, one after another: a restart shows the next one in the same page. */
export class WindowPage {
  readonly #page: Page;
  #kith: Ask<KithHalf>;
  /** Where main itself sends the page: that is not asked about. */
  #sentTo: string | null = null;
  /** Whether another document was asked for. */
  #isOnItsWay = false;
  #unsaid: { channel: string; input: readonly unknown[] }[] = [];
  #isSaying = false;

  private constructor(page: Page, kith: Ask<KithHalf>) {
    this.#page = page;
    this.#kith = kith;
  }

  /** Shows a window's page: from now on Kith hears what happens there. */
  static async show(page: Page, kith: Ask<KithHalf>, preload: string | null): Promise<WindowPage> {
    const known = pages.get(page);
    if (known !== undefined) {
      known.#kith = kith;
      known.#sentTo = null;
      known.#unsaid = [];
      return known;
    }
    const made = new WindowPage(page, kith);
    pages.set(page, made);
    await made.#prepare(preload === null ? "" : await readFile(preload, "utf8"));
    return made;
  }

  async load(url: string): Promise<void> {
    this.#sentTo = toShown(url);
    await this.#page.goto(this.#sentTo);
  }
  async reload(): Promise<void> {
    await this.load(fromShown(this.#page.url()));
  }

  /** Main says something. In order, and whatever waited meanwhile at once; a page that is gone hears nothing. */
  say: PageHalf["say"] = (channel, input) => {
    this.#unsaid.push({ channel, input });
    if (!this.#isSaying) void this.#sayAll();
  };
  async #sayAll(): Promise<void> {
    this.#isSaying = true;
    while (this.#unsaid.length > 0) {
      const said = this.#unsaid.splice(0);
      await this.#page
        .evaluate(
          ({ hearing, said }) =>
            (Reflect.get(globalThis, Symbol.for(hearing)) as ((all: unknown) => void) | undefined)?.(said),
          { hearing, said },
        )
        // The document went away in that moment; what main says is for those who are there.
        .catch(() => undefined);
    }
    this.#isSaying = false;
  }

  async #prepare(preload: string): Promise<void> {
    const page = this.#page;
    await page.exposeBinding(way, ({ frame }, channel: string, input: readonly unknown[]) =>
      this.#invoke(this.#senderOf(frame), channel, input),
    );
    await page.addInitScript({
      content: `(${preloadWorld.toString()})(${JSON.stringify(way)}, ${JSON.stringify(hearing)}, function (require, module, exports) {\n${preload}\n});`,
    });
    await page.route("**/*", (route) => this.#answer(route));
    page.on("framenavigated", (frame) => {
      if (frame !== page.mainFrame() || !shown(new URL(frame.url()))) return;
      // A change of the fragment or of the history is none of the document, and asked for nothing.
      if (!this.#isOnItsWay) return;
      this.#isOnItsWay = false;
      void this.#tell("navigated", fromShown(frame.url()), fromShown(new URL(frame.url()).origin));
    });
    page.on("load", () => void this.#tell("loaded"));
    page.on("download", (download) => void this.#download(download));
    page.on("popup", (popup) => void popup.close());
    await this.#watch();
  }

  /** What Playwright does not tell: windows that a page opens, and links of other programs' schemes, which are no request. */
  async #watch(): Promise<void> {
    const session = await this.#page.context().newCDPSession(this.#page);
    session.on("Page.windowOpen", ({ url, windowName, windowFeatures }) => {
      const features = windowFeatures.join(",");
      const referrer = { url: "", policy: "no-referrer" } as const;
      const details = { url: fromShown(url), frameName: windowName, features, referrer };
      void this.#tell("mayOpen", { ...details, disposition: "foreground-tab" });
    });
    session.on("Page.frameRequestedNavigation", ({ url, disposition }) => {
      if (disposition !== "currentTab" || /^(https?|about|blob|data):/.test(url)) return;
      void this.#tell("mayNavigate", { url, isMainFrame: true });
    });
    await session.send("Page.enable");
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = fromShown(request.url());
    if (request.isNavigationRequest() && !(await this.#mayNavigate(request.url(), request.frame()))) {
      return route.abort("aborted");
    }
    // There is no network in a test: what is not Kith's own is not there.
    if (!shown(new URL(request.url()))) return route.abort("internetdisconnected");
    if (request.isNavigationRequest() && request.frame() === this.#page.mainFrame()) this.#isOnItsWay = true;
    const { status, headers, body } = await this.#kith("fetch", url, request.method());
    await route.fulfill({ status, headers, body: Buffer.from(body) });
  }

  async #mayNavigate(url: string, frame: Frame): Promise<boolean> {
    const isMainFrame = frame === this.#page.mainFrame();
    if (isMainFrame && url === this.#sentTo) {
      this.#sentTo = null;
      return true;
    }
    return this.#kith("mayNavigate", { url: fromShown(url), isMainFrame });
  }

  async #download(download: Download): Promise<void> {
    if (!(await this.#kith("mayDownload", fromShown(download.url())))) await download.cancel();
  }

  /** A call of a page. */
  async #invoke(sender: Sender | null, channel: string, input: readonly unknown[]): Promise<Outcome> {
    try {
      return { value: await this.#kith("invoke", sender, channel, input) };
    } catch (error) {
      return { trouble: error instanceof Error ? error.message : String(error) };
    }
  }

  #senderOf(frame: Frame): Sender {
    const url = fromShown(frame.url());
    const origin = URL.canParse(frame.url()) ? fromShown(new URL(frame.url()).origin) : "null";
    return { url, origin, child: frame === this.#page.mainFrame() ? null : frame.name() };
  }

  /** What the page did. A Kith that has gone meanwhile hears nothing any more. */
  async #tell<N extends Extract<keyof KithHalf, string>>(
    what: N,
    ...input: Parameters<KithHalf[N]>
  ): Promise<void> {
    await this.#kith(what, ...input).catch(() => undefined);
  }
}
