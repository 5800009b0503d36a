import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { WebSocket, type ClientOptions } from "ws";
import { commandInputs, type Handlers } from "../../../../app/contract.ts";
import { pageProtocol, pageSocketPath } from "../../../../app/page-socket.ts";
import { initialAppFacts, type Patch } from "../../../../app/patch.ts";
import { fail, ok } from "../../../../app/result.ts";
import { serve, type BrowserServer } from "../../../../main/browser/serve.ts";
import { createLog } from "../../../../main/log.ts";
import { authenticateKith, type HandshakeResult } from "../../../../renderer/bridge/handshake.ts";
import { handClock, type HandClock } from "../../../support/hand-clock.ts";

/** The browser shell over a small application made by hand, spoken to as strangers would. */
export interface Ground {
  readonly server: BrowserServer;
  readonly origin: string;
  readonly clock: HandClock;
  /** What was logged so far. */
  readonly lines: readonly string[];
  /** Times the shell said that it was left alone. */
  readonly abandoned: () => number;
  readonly publish: (patch: Patch) => void;
  readonly token: () => string;
}

export const rate = { burst: 100, perSecond: 1_000 };

/** `setStatus` throws, to be the bug; `tryNow` never answers; `snapshot` does; the others fail. */
const handlers: Handlers = {
  ...(Object.fromEntries(
    Object.keys(commandInputs).map((name) => [name, async () => fail("not-online")]),
  ) as unknown as Handlers),
  snapshot: async () => ok({ revision: 1, accounts: [], ...initialAppFacts }),
  tryNow: () => new Promise(() => undefined),
  setStatus: async () => {
    throw new Error("a secret is here");
  },
};

export async function startGround(): Promise<Ground> {
  const lines: string[] = [];
  const listeners = new Set<(patch: Patch) => void>();
  let abandoned = 0;
  const clock = handClock();
  const server = await serve({
    application: {
      handlers,
      onPatch: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    pageFiles: new Map([
      ["/", { type: "text/html; charset=utf-8", body: Buffer.from("<!doctype html>Kith") }],
    ]),
    port: 0,
    log: createLog((line) => lines.push(line)),
    onAbandoned: () => (abandoned += 1),
    clock,
    rate,
  });
  const token = () => new URL(server.freshUrl()).hash.slice(1);
  return {
    server,
    origin: new URL(server.freshUrl()).origin,
    clock,
    lines,
    abandoned: () => abandoned,
    publish: (patch) => listeners.forEach((listener) => listener(patch)),
    token,
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** One plain request; the headers given replace the usual ones. */
export function ask(
  ground: Ground,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(ground.origin);
    const request = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => (body += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

/** Bytes on a socket, and all that came back until it was closed. */
export async function sendRaw(ground: Ground, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(ground.origin).port), "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk) => (answer += chunk));
  // A reset is one way of being refused.
  socket.on("error", () => undefined);
  socket.write(bytes);
  await once(socket, "close");
  return answer;
}

/** A page's socket with its messages in the order of their coming. */
export interface Page {
  readonly socket: WebSocket;
  readonly next: () => Promise<Record<string, unknown>>;
  readonly send: (value: unknown) => void;
  readonly closed: Promise<number>;
}

export function knock(ground: Ground, options: ClientOptions = {}, path = pageSocketPath): Page {
  const socket = new WebSocket(ground.origin.replace("http", "ws") + path, pageProtocol, {
    origin: ground.origin,
    ...options,
  });
  const waiting: ((value: Record<string, unknown>) => void)[] = [];
  const arrived: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => {
    const value = JSON.parse(data.toString()) as Record<string, unknown>;
    const next = waiting.shift();
    if (next === undefined) arrived.push(value);
    else next(value);
  });
  socket.on("error", () => undefined);
  return {
    socket,
    next: () => {
      const value = arrived.shift();
      return value === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(value);
    },
    send: (value) => socket.send(typeof value === "string" ? value : JSON.stringify(value)),
    closed: new Promise((resolve) => socket.on("close", resolve)),
  };
}

/** A page's half of the exchange of proofs; its session token, when it came with a bootstrap token. */
export async function prove(
  page: Page,
  token: string,
): Promise<{ readonly met: HandshakeResult; readonly session: string }> {
  if (page.socket.readyState === WebSocket.CONNECTING) await once(page.socket, "open");
  let session = "";
  const met = await authenticateKith(
    token,
    { send: page.send, next: async () => JSON.stringify(await page.next()) },
    (derived) => (session = derived),
  );
  return { met, session };
}

/** A page that was accepted, and the token it comes back with. */
export async function enter(
  ground: Ground,
  options: ClientOptions = {},
  token = ground.token(),
): Promise<Page & { session: string }> {
  const page = knock(ground, options);
  const { met, session } = await prove(page, token);
  if (met !== "kith") throw new Error("Kith did not prove itself");
  return { ...page, session };
}

/** The HTTP status with which a handshake was refused. */
export async function refusedHandshake(page: Page): Promise<number> {
  const [, response] = (await once(page.socket, "unexpected-response")) as [unknown, { statusCode: number }];
  page.socket.terminate();
  return response.statusCode;
}
