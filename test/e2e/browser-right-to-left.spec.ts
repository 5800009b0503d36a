import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import { build, preview, type PreviewServer } from "vite";
import { violations } from "./axe.ts";

const root = fileURLToPath(new URL("../support/page", import.meta.url));
let server: PreviewServer;
let url: string;

/* The page alone, in sentences a third longer than the English ones. No shell and no server take part. */
test.beforeAll(async () => {
  const outDir = fileURLToPath(new URL("../../.cache/pseudo-page", import.meta.url));
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
  server = await preview({
    root,
    logLevel: "error",
    build: { outDir },
    preview: { port: 0, host: "127.0.0.1" },
  });
  url = server.resolvedUrls?.local[0] ?? "";
});
test.afterAll(() => server.close());

/** What lies outside the window, or is cut without saying so with an ellipsis. */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the window");
    for (const element of document.querySelectorAll<HTMLElement>("button, label, h1, h2, p, input, [role]")) {
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || element.closest(".visually-hidden") !== null) continue;
      const name = `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`;
      if (box.left < -0.5 || box.right > innerWidth + 0.5) found.push(`outside: ${name}`);
      const { textOverflow, overflowX } = getComputedStyle(element);
      const isCut = element.scrollWidth > element.clientWidth + 1 && overflowX !== "visible";
      if (isCut && textOverflow !== "ellipsis" && element.tagName !== "INPUT") found.push(`cut: ${name}`);
    }
    for (const line of document.querySelectorAll(".menu-separator")) {
      const above = line.previousElementSibling;
      const isIdle = above === null || above.matches(".menu-separator");
      if (isIdle && line.checkVisibility()) found.push("a line that parts nothing");
    }
    return found;
  });
}

/** A change to 500 people: under way, done but for some, or waiting for the server. */
function tellOfBatch(
  page: Page,
  state: "running" | "paused" | "finished",
  pause: "server" | "disk" | null = null,
): Promise<void> {
  return page.evaluate(
    ([now, why]) => {
      const { contacts = [] } = window.cast?.state().accounts[0] ?? {};
      const refusal = { code: "stanza-error", values: {} } as const;
      const refused = now === "finished" ? contacts.slice(0, 7) : [];
      const change = { kind: "move", to: "Verona" } as const;
      const counts = { count: 500, done: 321, refused: refused.length, dropped: 0 };
      const batch = {
        id: "b",
        change,
        ...counts,
        state: now,
        pause: why,
        sendsAt: null,
      } as const;
      const edits = refused.map(({ bareJid, address }, index) => ({
        ...{ id: `e${index}`, batch: "b", bareJid, address, deltas: [], message: null, why: refusal },
        ...({ kind: "change", state: "refused" } as const),
      }));
      const undoable = { batch: "b", change, count: 500, contact: null } as const;
      window.cast?.tell({
        batches: { set: [batch], removed: [] },
        edits: { set: edits, removed: [] },
        undoable,
      });
    },
    [state, pause] as const,
  );
}

const ofHeading = async (page: Page, key: string) => {
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press(key);
  await expect(page.getByRole("dialog")).toBeVisible();
};
const chooseAll = async (page: Page) => {
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("Control+a");
  await expect(page.locator(".selection-bar .button")).toHaveCount(2);
};

const screens: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "the list": async () => {},
  "the demo": async (page) => {
    await page.goto(`${page.url()}&demo`);
    await expect(page.locator(".demo-banner")).toBeVisible();
    await expect(page.getByRole("treeitem").first()).toBeVisible();
  },
  "a search for nobody": async (page) => {
    await page.getByRole("searchbox").fill("nobody of that name");
  },
  "the view menu": async (page) => {
    await page.locator(".list-top button").first().click();
    await expect(page.getByRole("menu")).toBeVisible();
  },
  "a search with suggestions": async (page) => {
    await page.getByRole("searchbox").fill("is:");
    await expect(page.getByRole("listbox")).toBeVisible();
  },
  "the menu": async (page) => {
    await page.locator(".own .icon-button").last().click();
    await expect(page.getByRole("menu")).toBeVisible();
  },
  "one's own status": async (page) => {
    await page.locator(".own-face").click();
    await expect(page.getByRole("menu")).toBeVisible();
  },
  "the settings": async (page) => {
    await page.locator(".own .icon-button").last().click();
    await page.getByRole("menuitem").nth(3).click();
    await expect(page.getByRole("dialog").getByRole("radio").first()).toBeVisible();
  },
  "the connection": async (page) => {
    await page.locator(".own .icon-button").last().click();
    await page.getByRole("menuitem").nth(2).click();
    await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(2);
  },
  "nested groups": async (page) => {
    await page.evaluate(() => {
      const { contacts = [] } = window.cast?.state().accounts[0] ?? {};
      const set = contacts.map((one, index) => ({
        ...one,
        groups: [["Work", "Work::Berlin"][index] ?? "Work::Berlin::Second floor"],
      }));
      window.cast?.tell({ delimiter: "::", contacts: { set, removed: [] } });
    });
    await expect(page.getByRole("treeitem", { level: 4 }).first()).toBeVisible();
  },
  "a group's menu": async (page) => {
    await page.getByRole("treeitem").first().focus();
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menu")).toBeVisible();
  },
  "many who are chosen": chooseAll,
  "many who are chosen, some of them not shown": async (page) => {
    await chooseAll(page);
    await page.getByRole("searchbox").fill("nurse");
    await expect(page.locator("mark").first()).toBeVisible();
  },
  "what can be done with many": async (page) => {
    await chooseAll(page);
    await page.locator(".selection-bar .button").last().click();
    await expect(page.getByRole("menu")).toBeVisible();
  },
  "moving many": async (page) => {
    await chooseAll(page);
    await page.locator(".selection-bar .button").first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  "another name for a group": (page) => ofHeading(page, "F2"),
  "deleting a group": (page) => ofHeading(page, "Delete"),
  "merging groups": async (page) => {
    await page.getByRole("treeitem").first().focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem").nth(1).click();
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  "somebody who was removed": async (page) => {
    await page.getByRole("treeitem", { level: 2 }).first().focus();
    await page.keyboard.press("Delete");
    await expect(page.locator(".change .link")).toBeVisible();
  },
  "nothing to undo": async (page) => {
    await page.getByRole("treeitem").first().focus();
    await page.keyboard.press("Control+z");
    await expect(page.locator(".change")).toBeVisible();
  },
  "a change to many under way": async (page) => {
    await tellOfBatch(page, "running");
    await expect(page.getByRole("progressbar")).toBeVisible();
  },
  "a change to many that waits for the server": async (page) => {
    await tellOfBatch(page, "paused", "server");
    await expect(page.getByRole("progressbar")).toBeVisible();
  },
  "a change to many that waits for the disk": async (page) => {
    await tellOfBatch(page, "paused", "disk");
    await expect(page.getByRole("progressbar")).toBeVisible();
  },
  "a change that some were refused": async (page) => {
    await tellOfBatch(page, "finished");
    await expect(page.locator(".change-refused")).toBeVisible();
  },
  "who was refused": async (page) => {
    await tellOfBatch(page, "finished");
    await page.locator(".change .link").first().click();
    await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(7);
  },
  "adding somebody": async (page) => {
    await page.locator(".own .icon-button").first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
  },
};

for (const direction of ["rtl", "ltr"] as const) {
  for (const [name, go] of Object.entries(screens)) {
    test(`[L2] ${name}, ${direction}, fits a window 280 wide`, async ({ page }) => {
      await page.setViewportSize({ width: 280, height: 640 });
      await page.goto(`${url}?pseudo&${direction}`);
      await expect(page.getByRole("tree")).toBeVisible();
      await go(page);
      expect(await misfits(page)).toEqual([]);
      expect(await violations(page)).toEqual([]);
    });
  }
}

test("[L2] signing in, from right to left, fits a window 280 wide", async ({ page }) => {
  await page.setViewportSize({ width: 280, height: 640 });
  await page.goto(`${url}?pseudo&rtl&signed-out`);
  await page.locator("summary, .disclosure-trigger, [aria-expanded]").first().click();
  expect(await misfits(page)).toEqual([]);
});

test("[L2] from right to left everything is mirrored", async ({ page }) => {
  const parts = [
    ".own-face",
    ".own .icon-button",
    ".search",
    ".row .face",
    ".heading-count",
    ".heading-chevron",
  ];
  const places = async (query: string) => {
    await page.goto(`${url}?pseudo&${query}`);
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    return Promise.all(
      parts.map(async (part) => {
        const box = await page.locator(part).first().boundingBox();
        if (box === null) throw new Error(`${part} is not there`);
        return box;
      }),
    );
  };
  const before = await places("ltr");
  const mirrored = await places("rtl");
  const width = page.viewportSize()?.width ?? 0;
  before.forEach((box, index) => {
    expect(mirrored[index]?.x, parts[index]).toBeCloseTo(width - box.x - box.width, 0);
    expect(mirrored[index]?.y, parts[index]).toBeCloseTo(box.y, 0);
  });
});

test("[L2] [F4] matches are marked in texts of both directions", async ({ page }) => {
  await page.goto(`${url}?pseudo&rtl`);
  await page.getByRole("searchbox").fill("ليلة");
  await expect(page.locator("mark").first()).toHaveText("ليلة");
  await page.emulateMedia({ forcedColors: "active" });
  const colour = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await colour("mark")).not.toBe(await colour(".row-line"));
});

test("[E4] a change that pauses says what it waits for: the server or the disk", async ({ page }) => {
  await page.goto(url);
  await expect(page.getByRole("tree")).toBeVisible();
  await tellOfBatch(page, "paused", "server");
  await expect(
    page.getByText("Your server asked Kith to slow down. This continues by itself."),
  ).toBeVisible();
  await tellOfBatch(page, "paused", "disk");
  await expect(
    page.getByText("Kith cannot write to its folder, so nothing is sent. Kith keeps trying."),
  ).toBeVisible();
  await expect(page.getByText("Your server asked Kith to slow down.")).toHaveCount(0);
});
