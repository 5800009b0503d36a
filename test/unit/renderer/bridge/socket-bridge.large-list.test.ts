import { afterEach, expect, test } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { commandInputs, type Handlers } from "../../../../app/contract.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { fail, ok } from "../../../../app/result.ts";
import { serve, type BrowserServer } from "../../../../main/browser/serve.ts";
import { createLog } from "../../../../main/log.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { createSocketBridge } from "../../../../renderer/bridge/socket-bridge.ts";
import { createKithStore } from "../../../../renderer/store/kith-store.ts";
import { account, contact, onlineFacts } from "../../../support/account-model.ts";

/* A list that is larger than what may wait on its way to the page, over a real socket. */

/** `KITH_LARGE_LIST=100000` for the size that was measured. */
const many = Number(process.env["KITH_LARGE_LIST"] ?? 20_000);
const person = (index: number) => `friend${index}@example.net` as BareJid;
const longName = (index: number, text: string) => `${index} ${text.repeat(990)}`;

let server: BrowserServer | undefined;
let sockets: NodeSocket[] = [];
afterEach(async () => {
  await server?.close();
  for (const socket of sockets) socket.terminate();
  sockets = [];
});

async function openPage(publisher: Publisher) {
  const lines: string[] = [];
  const handlers: Handlers = {
    ...(Object.fromEntries(
      Object.keys(commandInputs).map((name) => [name, async () => fail("not-online")]),
    ) as unknown as Handlers),
    snapshot: async () => ok({ ...publisher.snapshot(), version: "0" }),
    moreOfSnapshot: async ({ more }) => ok(publisher.moreOfSnapshot(more)),
  };
  server = await serve({
    application: { handlers, onPatch: (listener) => publisher.onPatch(listener) },
    pageFiles: new Map(),
    port: 0,
    log: createLog((line) => lines.push(line)),
    onAbandoned: () => undefined,
  });
  const { origin, hash } = new URL(server.freshUrl());
  const bridge = createSocketBridge({
    location: { origin, hash, pathname: "/", search: "" },
    history: { replaceState: () => undefined },
    storage: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
    events: new EventTarget(),
    openSocket: (url, protocols) => {
      const socket = new NodeSocket(url, protocols, { origin });
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  const store = createKithStore(bridge, { collator: new Intl.Collator("en"), nextFrame: (draw) => draw() });
  const isWhole = (text: string) => {
    const people = store.getState().accounts[0]?.people;
    return (
      people?.size === many &&
      people.get(person(0))?.contact.name === longName(0, text) &&
      people.get(person(many - 1))?.contact.name === longName(many - 1, text)
    );
  };
  return { lines, store, isWhole };
}

test("[X5] a large list with long names arrives whole", async () => {
  const publisher = new Publisher();
  const model = publisher.add(account, onlineFacts);
  for (let index = 0; index < many; index += 1)
    model.putContact(contact(person(index), { name: longName(index, "n") }));
  const page = await openPage(publisher);
  await expect.poll(() => page.isWhole("n"), { timeout: 100_000 }).toBe(true);
  expect(sockets).toHaveLength(1);
  expect(page.lines).toEqual([]);
  page.store.close();
}, 120_000);

test("[X5] a page that reads nothing while the list changes six times is up to date once it reads again", async () => {
  const publisher = new Publisher();
  const model = publisher.add(account, onlineFacts);
  for (let index = 0; index < many; index += 1) model.putContact(contact(person(index), { name: "n" }));
  const page = await openPage(publisher);
  await expect.poll(() => page.store.getState().accounts[0]?.people.size, { timeout: 50_000 }).toBe(many);
  sockets[0]?.pause();
  for (const text of "abcdef") {
    for (let index = 0; index < many; index += 1)
      model.putContact(contact(person(index), { name: longName(index, text) }));
    publisher.flush();
  }
  expect(page.lines).toEqual([expect.stringMatching(/stopped reading/)]);
  sockets[0]?.resume();
  await expect.poll(() => page.isWhole("f"), { timeout: 100_000 }).toBe(true);
  expect(sockets).toHaveLength(1);
  page.store.close();
}, 120_000);
