import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pageProtocol } from "../../../../app/page-socket.ts";
import { ask, enter, knock, prove, startGround, type Ground } from "./shell-ground.ts";

/* Whoever can open connections to Kith's port, and knows no token, must not be able to shut our own pages out. */

let ground: Ground;
let crowd: Socket[];
beforeEach(async () => {
  ground = await startGround();
  crowd = [];
});
afterEach(async () => {
  for (const socket of crowd) socket.destroy();
  await ground.server.close();
});

/** Connections that begin with `bytes` and then say nothing; they keep their end open whatever Kith does. */
async function gather(count: number, bytes: string): Promise<Socket[]> {
  const port = Number(new URL(ground.origin).port);
  const sockets = Array.from({ length: count }, () => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => undefined);
    if (bytes !== "") socket.write(bytes);
    return socket;
  });
  crowd.push(...sockets);
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, "connect"), once(socket, "close")])));
  return sockets;
}

/** A page gets in, and hears what it asks for. */
async function getsIn(): Promise<void> {
  expect((await ask(ground, "/")).status).toBe(200);
  const page = await enter(ground);
  page.send({ id: 1, name: "snapshot", input: {} });
  expect(await page.next()).toMatchObject({ id: 1, result: { ok: true } });
}

const host = () => new URL(ground.origin).host;
const upgrade = (more: string) =>
  `GET /socket HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${ground.origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${pageProtocol}\r\n${more}`;

const crowds: [string, () => string][] = [
  ["say nothing", () => ""],
  ["never end their headers", () => `GET / HTTP/1.1\r\nHost: ${host()}\r\nX: `],
  ["never end a handshake", () => upgrade("X: ")],
  ["never say hello", () => upgrade("\r\n")],
  ["begin a frame and stop", () => upgrade("\r\n\u0081")],
  ["ask for the page and never read it", () => `GET / HTTP/1.1\r\nHost: ${host()}\r\n\r\n`.repeat(50)],
  ["come for another host", () => "GET / HTTP/1.1\r\nHost: kith.example\r\n\r\n"],
  [
    "are refused and keep their end open",
    () => "GET /other HTTP/1.1\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
  ],
  ["speak TLS", () => "\u0016\u0003\u0001\u0002\u0000"],
  ["promise a body", () => `POST / HTTP/1.1\r\nHost: ${host()}\r\nContent-Length: 1000000\r\n\r\n`],
];

test.each(crowds)("[X2] four hundred connections that %s keep nobody out", async (_what, bytes) => {
  const inside = await enter(ground);
  await gather(400, bytes());
  await getsIn();
  inside.send({ id: 2, name: "snapshot", input: {} });
  expect(await inside.next()).toMatchObject({ id: 2, result: { ok: true } });
});

test.each(crowds)(
  "[X2] those who %s are destroyed within ten seconds, not only ended",
  async (_what, bytes) => {
    const some = await gather(100, bytes());
    // They are all there: what has closed by now was refused.
    expect((await ask(ground, "/")).status).toBe(200);
    for (let second = 0; second < 10; second += 1) {
      ground.clock.turn(1_000);
      await ask(ground, "/");
    }
    // Their own end is still open: only a connection that was destroyed answers with a reset.
    await expect
      .poll(() => {
        for (const socket of some) if (!socket.closed) socket.resume().write("x");
        return some.filter((socket) => !socket.closed).length;
      })
      .toBe(0);
    await getsIn();
  },
);

test.each([
  ["say nothing", ""],
  ["never say hello", "hello"],
])("[X2] of those who %s the latest 128 stay", async (_what, kind) => {
  const some = await gather(400, kind === "" ? "" : upgrade("\r\n"));
  for (const socket of some) socket.resume();
  const gone = () => some.filter((socket) => socket.readableEnded || socket.closed);
  await expect.poll(() => gone().length).toBe(272);
  expect(gone()).toContain(some[0]);
  expect(gone()).not.toContain(some[399]);
});

test("[X2] an authenticated page is never dropped, however long it is silent", async () => {
  const page = await enter(ground);
  for (let times = 0; times < 3; times += 1) {
    await gather(200, "");
    ground.clock.turn(60_000);
  }
  page.send({ id: 1, name: "snapshot", input: {} });
  expect(await page.next()).toMatchObject({ id: 1, result: { ok: true } });
});

test("[X2] a connection with a request is dropped after silent ones", async () => {
  const asker = knock(ground);
  await once(asker.socket, "open");
  await gather(400, "");
  await getsIn();
  expect(asker.socket.readyState).toBe(asker.socket.OPEN);
  // It has ten seconds to prove itself.
  ground.clock.turn(9_000);
  await ask(ground, "/");
  expect(asker.socket.readyState).toBe(asker.socket.OPEN);
  ground.clock.turn(1_000);
  expect(await asker.closed).toBe(1006);
});

test("[X2] two thousand short connections cost nobody else anything", async () => {
  for (let round = 0; round < 4; round += 1) {
    const some = await gather(500, round % 2 === 0 ? "" : "GET / HT");
    for (const socket of some) {
      if (round % 3 === 0) socket.resetAndDestroy();
      else socket.destroy();
    }
  }
  await getsIn();
}, 30_000);

test("[X2] the number of pages is limited, and one that leaves makes room", async () => {
  const pages = [];
  for (let count = 0; count < 64; count += 1) pages.push(await enter(ground));
  const late = knock(ground);
  void prove(late, ground.token());
  expect(await late.closed).toBe(1013);
  pages[0]?.socket.close();
  await pages[0]?.closed;
  await getsIn();
});
