import { expect, test, vi } from "vitest";
import { leaveInPeace } from "../../../../main/desktop/quit.ts";
import { reloadAfterCrash } from "../../../../main/desktop/reload-after-crash.ts";
import { createLog } from "../../../../main/log.ts";
import { FakeApp, FakePage, preventable } from "./electron-parts.ts";

function quitting(app: FakeApp): boolean {
  const event = preventable({});
  app.emit("before-quit", event);
  return !event.defaultPrevented;
}

test("[D9] the program ends once its leave is taken, which happens once", async () => {
  const app = new FakeApp();
  let finish: () => void = () => undefined;
  const goodbye = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (finish = resolve)));
  const hide = vi.fn<() => void>();
  const release = vi.fn<() => Promise<void>>(async () => undefined);
  leaveInPeace(app.app, hide, [goodbye], release);
  expect(quitting(app)).toBe(false);
  expect(quitting(app)).toBe(false);
  expect(hide).toHaveBeenCalledTimes(1);
  expect(goodbye).toHaveBeenCalledTimes(1);
  expect(app.exits).toEqual([]);
  // The next Kith on this profile waits for our files.
  expect(release).not.toHaveBeenCalled();
  finish();
  await vi.waitFor(() => expect(app.exits).toEqual([0]));
  expect(release).toHaveBeenCalledTimes(1);
  expect(app.relaunches).toBe(0);
});

test("[D9] a shutdown step that fails or never ends delays quitting by at most two seconds", async () => {
  const app = new FakeApp();
  const fails = async () => {
    throw new Error("a bug");
  };
  leaveInPeace(app.app, () => undefined, [fails, () => new Promise(() => undefined)], fails);
  const begun = performance.now();
  quitting(app);
  await vi.waitFor(() => expect(app.exits).toEqual([0]), 4_500);
  expect(performance.now() - begun).toBeGreaterThan(1_900);
});

test("[D9] a start that is asked for meanwhile comes after", async () => {
  const app = new FakeApp();
  let finish: () => void = () => undefined;
  const goodbye = () => new Promise<void>((resolve) => (finish = resolve));
  const leaving = leaveInPeace(
    app.app,
    () => undefined,
    [goodbye],
    async () => undefined,
  );
  expect(leaving.startAgainIfLeaving()).toBe(false);
  expect(leaving.hasBegun()).toBe(false);
  quitting(app);
  expect(leaving.hasBegun()).toBe(true);
  expect(leaving.startAgainIfLeaving()).toBe(true);
  await vi.waitFor(() => expect(finish).not.toBeUndefined());
  finish();
  await vi.waitFor(() => expect(app.exits).toEqual([0]));
  expect(app.relaunches).toBe(1);
});

test("[D14] a page that goes down is loaded again; one that goes down at once again is the person's to decide", async () => {
  const page = new FakePage();
  const lines: string[] = [];
  let time = 0;
  let response = 0;
  let questions = 0;
  let isLeaving = false;
  const quit = vi.fn<() => void>();
  reloadAfterCrash(page.contents, {
    dialog: {
      showMessageBox: async () => {
        questions += 1;
        return { response, checkboxChecked: false };
      },
    },
    quit,
    isLeaving: () => isLeaving,
    log: createLog((line) => lines.push(line)),
    now: () => time,
  });
  const goDown = (reason = "crashed") => page.emit("render-process-gone", {}, { reason, exitCode: 1 });
  goDown("clean-exit");
  isLeaving = true;
  goDown("killed");
  isLeaving = false;
  await new Promise(setImmediate);
  expect(page.reloads).toBe(0);
  goDown();
  // Electron may still be busy with the process that died.
  expect(page.reloads).toBe(0);
  await vi.waitFor(() => expect(page.reloads).toBe(1));
  time = 60_000;
  goDown("oom");
  await vi.waitFor(() => expect(page.reloads).toBe(2));
  expect(questions).toBe(0);
  time = 61_000;
  goDown();
  await vi.waitFor(() => expect(page.reloads).toBe(3));
  response = 1;
  goDown();
  await vi.waitFor(() => expect(quit).toHaveBeenCalledTimes(1));
  expect([page.reloads, questions]).toEqual([3, 2]);
  expect(lines).toHaveLength(1);
  page.isGone = true;
  response = 0;
  goDown();
  await vi.waitFor(() => expect(questions).toBe(3));
  time = 200_000;
  goDown();
  await new Promise(setImmediate);
  expect(page.reloads).toBe(3);
});
