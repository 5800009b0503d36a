import type { Page } from "@playwright/test";

/** What the page was like since this was asked last. */
export interface PageState {
  /** The longest task that was over 50 ms, in milliseconds; 0 when there was none. */
  readonly longestTaskMs: number;
  readonly heapMb: number;
}

/** Has the page note its longest task. Before it is opened. */
export async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      const { dataset } = document.documentElement;
      const longest = Math.max(...list.getEntries().map(({ duration }) => duration));
      dataset["longestTaskMs"] = String(Math.max(longest, Number(dataset["longestTaskMs"] ?? 0)));
    }).observe({ type: "longtask", buffered: true });
  });
}

export async function pageState(page: Page): Promise<PageState> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const longestTaskMs = await page.evaluate(() => {
    const { dataset } = document.documentElement;
    const longest = Number(dataset["longestTaskMs"] ?? 0);
    delete dataset["longestTaskMs"];
    return longest;
  });
  const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
  return { longestTaskMs, heapMb: heap / 2 ** 20 };
}

/** When a text is painted in the list, in milliseconds since 1970: the test's process reads the same clock. */
export function paintedAt(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector('[role="tree"]')?.textContent.includes(text) !== true) return false;
          observer.disconnect();
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
          );
          return true;
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { childList: true, subtree: true, characterData: true });
        look();
      }),
    text,
  );
}

/** The same clock in this process. */
export const now = () => performance.timeOrigin + performance.now();
