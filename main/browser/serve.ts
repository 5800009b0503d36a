import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { maxCallBytes, type Handlers, type Message } from "../../app/contract.ts";
import { pageProtocol, pageSocketPath } from "../../app/page-socket.ts";
import type { Patch } from "../../app/patch.ts";
import { wallClock, type Clock } from "../clock.ts";
import { dispatch } from "../dispatch.ts";
import type { Log } from "../log.ts";
import { countPages } from "./page-count.ts";
import { checkRequest } from "./request-check.ts";
import type { PageFiles } from "../shell/page-files.ts";
import { authenticatePage } from "./handshake.ts";
import { attachPage, type PageSocket } from "./page-socket.ts";
import { usualRate, type CallRate } from "../shell/rate-limit.ts";
import { securityHeaders } from "../shell/security-headers.ts";
import { createTokens } from "./tokens.ts";
import { trackUnauthenticated } from "./unauthenticated.ts";

const loopback = "127.0.0.1";
/** Nobody opens more pages than this at once. */
const maxPages = 64;
/** How long the other end may take to read why it was refused, or a page to read that Kith is ending, in milliseconds. */
const farewellMs = 1_000;
/** RFC 6455 7.4.1 and its registry: try again later. */
const closedFull = 1013;

export interface ServeOptions {
  /** The application object both shells start. */
  readonly application: {
    readonly handlers: Handlers;
    readonly onPatch: (listener: (patch: Patch) => void) => () => void;
  };
  readonly pageFiles: PageFiles;
  /** 0: any free port. */
  readonly port: number;
  readonly log: Log;
  /** The last page has been gone for a while. */
  readonly onAbandoned: () => void;
  readonly graceMs?: number;
  readonly clock?: Clock;
  readonly rate?: CallRate;
}

export interface BrowserServer {
  /** An address that opens one page, within a minute. */
  readonly freshUrl: () => string;
  readonly close: () => Promise<void>;
}

/** Serves the page and its socket on the loopback interface. Rejects if the port is not available (`EADDRINUSE`, `EACCES`). */
export async function serve(options: ServeOptions): Promise<BrowserServer> {
  const { application, log, clock = wallClock() } = options;
  const tokens = createTokens();
  const pages = new Set<PageSocket>();
  const pageCount = countPages(options.onAbandoned, clock, options.graceMs);
  const unauthenticated = trackUnauthenticated(clock);
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxCallBytes,
    handleProtocols: () => pageProtocol,
  });
  const http = createServer({ keepAliveTimeout: 2_000 });
  http.on("connection", unauthenticated.add);
  await listen(http, options.port);
  const origin = new URL(`http://${loopback}:${(http.address() as AddressInfo).port}`).origin;

  const letIn = (socket: WebSocket, stream: Socket) => {
    if (pages.size >= maxPages) {
      log.once("a page was refused: too many are open");
      return socket.close(closedFull);
    }
    unauthenticated.release(stream);
    // This detects a machine that is gone; a frozen page still answers.
    stream.setKeepAlive(true, 60_000);
    pageCount.arrive();
    const page = attachPage(socket, {
      rate: options.rate ?? usualRate,
      answer: (callText) => dispatch(application.handlers, callText, log),
      onRefused: log.once,
      onGone: (isCutOff) => {
        pages.delete(page);
        pageCount.leave(isCutOff);
      },
    });
    pages.add(page);
  };

  /** Sends an answer and closes the socket, whether or not the answer is read. */
  const refuseUpgrade = (stream: Duplex, status: number) => {
    if (!stream.writable) return void stream.destroy();
    stream.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    clock.after(farewellMs, () => stream.destroy());
  };

  http.on("request", (request, response) => {
    request.resume();
    const refused = checkRequest(request.headers, origin, false);
    if (refused !== null) {
      log.once(refused.sentence);
      return answer(response, refused.status);
    }
    unauthenticated.heard(request.socket);
    answerFile(request, response, options.pageFiles, log);
  });

  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    const refused = checkRequest(request.headers, origin, true);
    if (refused !== null) {
      log.once(refused.sentence);
      return refuseUpgrade(stream, refused.status);
    }
    if (request.url !== pageSocketPath) return refuseUpgrade(stream, 404);
    unauthenticated.heard(request.socket);
    sockets.handleUpgrade(request, stream, head, (socket) =>
      authenticatePage(socket, {
        tokens,
        onProven: () => letIn(socket, request.socket),
        onRefused: log.once,
      }),
    );
  });
  sockets.on("wsClientError", (_error, stream) => {
    log.once("a request that is no proper handshake was refused");
    refuseUpgrade(stream, 400);
  });
  http.on("clientError", (_error, stream) => {
    log.once("a request that is not HTTP was refused");
    refuseUpgrade(stream, 400);
  });
  http.on("error", log.bug);

  const stopPatches = application.onPatch((patch) => {
    if (pages.size === 0) return;
    const text = JSON.stringify({ kind: "patch", patch } satisfies Message);
    for (const page of pages) page.tell(text);
  });

  return {
    freshUrl: () => {
      pageCount.expect();
      return `${origin}/#${tokens.issue()}`;
    },
    close: () => {
      stopPatches();
      pageCount.stop();
      for (const page of pages) page.close();
      unauthenticated.destroyAll();
      return new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
}

function answerFile(request: IncomingMessage, response: ServerResponse, files: PageFiles, log: Log): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    log.once("a request that was neither GET nor HEAD was refused");
    return answer(response, 405, { Allow: "GET, HEAD" });
  }
  const file = files.get((request.url ?? "").replace(/\?.*$/s, ""));
  if (file === undefined) {
    log.once("a request was refused: there is no such file");
    return answer(response, 404);
  }
  response.writeHead(200, {
    ...securityHeaders,
    "Content-Type": file.type,
    "Content-Length": file.body.length,
  });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...securityHeaders, ...headers, "Content-Type": "text/plain; charset=utf-8" });
  response.end(response.req.method === "HEAD" ? undefined : `${STATUS_CODES[status] ?? ""}\n`);
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen({ host: loopback, port, exclusive: true }, () => {
      http.off("error", reject);
      resolve();
    });
  });
}
