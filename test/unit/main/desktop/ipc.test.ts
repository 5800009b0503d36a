import { expect, test } from "vitest";
import { commandInputs, maxCallBytes, type Handlers } from "../../../../app/contract.ts";
import { callChannel } from "../../../../app/page-ipc.ts";
import { initialAppFacts, type Patch } from "../../../../app/patch.ts";
import { fail, ok } from "../../../../app/result.ts";
import { answerPageCalls } from "../../../../main/desktop/ipc.ts";
import { createLog } from "../../../../main/log.ts";
import { FakePage, fakeIpcMain } from "./electron-parts.ts";

const snapshot = { revision: 1, accounts: [], ...initialAppFacts };
const handlers: Handlers = {
  ...(Object.fromEntries(
    Object.keys(commandInputs).map((name) => [name, async () => fail("not-online")]),
  ) as unknown as Handlers),
  snapshot: async () => ok(snapshot),
};
const question = JSON.stringify({ id: 7, name: "snapshot", input: {} });
const refused = { kind: "answer", id: -1, result: fail("bad-command") };

function ground(rate = { burst: 1_000, perSecond: 1_000 }) {
  const page = new FakePage();
  const ipcMain = fakeIpcMain();
  const lines: string[] = [];
  const listeners = new Set<(patch: Patch) => void>();
  let shown: FakePage | undefined = page;
  const calls = answerPageCalls({
    ipcMain,
    application: {
      handlers,
      onPatch: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    page: () => shown?.contents,
    log: createLog((line) => lines.push(line)),
    rate,
  });
  calls.attach(page.contents);
  return {
    page,
    ipcMain,
    lines,
    calls,
    close: () => (shown = undefined),
    publish: (revision: number) => listeners.forEach((listener) => listener({ revision })),
    listeners,
    call: async (value: unknown, event = page.event()): Promise<unknown> =>
      JSON.parse(String(await ipcMain.invoke(callChannel, event, value))),
  };
}

test("[D5] the page's main frame is answered, over one channel", async () => {
  const { call, ipcMain, lines } = ground();
  expect(await call(question)).toEqual({ kind: "answer", id: 7, result: ok(snapshot) });
  expect(ipcMain.channels()).toEqual([callChannel]);
  expect(lines).toEqual([]);
});

test("[D5] a frame that has gone, another frame, another page, another origin and no window are refused, and logged once", async () => {
  const { call, page, lines, close } = ground();
  const strangers = [
    page.event({ senderFrame: null }),
    page.event({ senderFrame: { origin: "app://kith" } }),
    new FakePage().event(),
    page.event({ sender: new FakePage() }),
  ];
  for (const event of strangers) expect(await call(question, event)).toEqual(refused);
  for (const origin of ["https://kith", "app://kith.example", "null", "app://other"]) {
    page.mainFrame.origin = origin;
    expect(await call(question)).toEqual(refused);
  }
  page.mainFrame.origin = "app://kith";
  close();
  expect(await call(question)).toEqual(refused);
  expect(lines).toHaveLength(1);
});

test("[D5] what is no text, too long, no call or unknown is refused", async () => {
  const { call } = ground();
  const long = JSON.stringify({ id: 1, name: "snapshot", input: "x".repeat(maxCallBytes) });
  for (const value of [undefined, null, 7, { id: 1 }, [question], "", "{", long]) {
    expect(await call(value)).toEqual(refused);
  }
  expect(await call(JSON.stringify({ id: 3, name: "constructor", input: {} }))).toMatchObject({
    id: 3,
    result: { ok: false },
  });
});

test("[D5] a flood is refused once slowing it down would not help, and the rest is answered", async () => {
  const { call, lines } = ground({ burst: 2, perSecond: 0.01 });
  expect(await call(question)).toMatchObject({ id: 7 });
  expect(await call(question)).toMatchObject({ id: 7 });
  expect(await Promise.all(Array.from({ length: 50 }, () => call(question)))).toEqual(
    Array.from({ length: 50 }, () => refused),
  );
  expect(lines).toHaveLength(1);
});

test("[D5] a page that is a little too fast waits and is answered", async () => {
  const { call } = ground({ burst: 1, perSecond: 1_000 });
  expect(await Promise.all([call(question), call(question), call(question)])).toMatchObject([
    { id: 7 },
    { id: 7 },
    { id: 7 },
  ]);
});

test("[D6] a page hears of patches from its first call on", async () => {
  const { call, page, publish } = ground();
  publish(1);
  expect(page.sent).toEqual([]);
  await call(question);
  publish(2);
  expect(page.sent).toEqual([JSON.stringify({ kind: "patch", patch: { revision: 2 } })]);
});

test.each(["did-navigate", "render-process-gone", "destroyed"])(
  "[D6] %s: nothing is sent until the next document calls, and nobody listens twice",
  async (event) => {
    const { call, page, publish, listeners } = ground();
    await call(question);
    page.emit(event, {}, {});
    publish(2);
    expect(page.sent).toEqual([]);
    await call(question);
    publish(3);
    expect(page.sent).toHaveLength(1);
    expect(listeners.size).toBe(1);
  },
);

test("[D6] nothing is sent to a page that is destroyed", async () => {
  const { call, page, publish } = ground();
  await call(question);
  page.isGone = true;
  publish(2);
  expect(page.sent).toEqual([]);
});

test("[X5] a window that stops reading is told no more, and finds the gap once it reads again", async () => {
  const { call, page, listeners, lines } = ground();
  await call(question);
  const filler = "x".repeat(1_000_000);
  const publish = (revision: number) =>
    listeners.forEach((listener) => listener({ revision, filler } as Patch));
  for (let revision = 2; revision <= 500; revision += 1) publish(revision);
  const { length } = page.sent;
  expect(length).toBeLessThan(40);
  expect(lines).toEqual([expect.stringMatching(/stopped reading/)]);
  const read = (characters: number) =>
    call(JSON.stringify({ id: 1, name: "haveRead", input: { characters } }));
  await read(1_000_000);
  expect(page.sent).toHaveLength(length);
  for (let times = 1; times < length; times += 1) await read(1_000_100);
  expect(page.sent).toHaveLength(length + 1);
  expect(JSON.stringify(page.sent.at(-1))).toMatch(/revision\W+500\D/);
  publish(501);
  expect(page.sent).toHaveLength(length + 2);
});

test("[X5] a window that reloads starts over, and gets no credit for what it claims to have read", async () => {
  const { call, page, listeners } = ground();
  await call(question);
  const filler = "x".repeat(1_000_000);
  const publish = (revision: number) =>
    listeners.forEach((listener) => listener({ revision, filler } as Patch));
  for (let revision = 2; revision <= 100; revision += 1) publish(revision);
  page.emit("did-navigate", {}, {});
  await call(JSON.stringify({ id: 1, name: "haveRead", input: { characters: Number.MAX_SAFE_INTEGER } }));
  page.sent.length = 0;
  for (let revision = 101; revision <= 200; revision += 1) publish(revision);
  expect(page.sent.length).toBeGreaterThan(20);
  expect(page.sent.length).toBeLessThan(40);
});

test("[D11] what was chosen in the menu reaches the page", async () => {
  const { call, calls, page } = ground();
  await call(question);
  calls.tell({ kind: "menu", act: "about" });
  expect(page.sent).toEqual([JSON.stringify({ kind: "menu", act: "about" })]);
});
