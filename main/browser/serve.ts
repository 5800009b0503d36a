import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { maxCallBytes, type Handlers, type Message } from "../../app/contract.ts";
import {
  bootstrapPrefix,
  closedRefused,
  pageProtocol,
  pageSocketPath,
  sessionPrefix,
} from "../../app/page-socket.ts";
import type { Patch } from "../../app/patch.ts";
import { dispatch } from "../dispatch.ts";
import type { Log } from "../log.ts";
import { createAttendance } from "./attendance.ts";
import { refusal } from "./gate.ts";
import type { PageFiles } from "../shell/page-files.ts";
import { attachPage, type PageSocket } from "./page-socket.ts";
import { usualRate, type CallRate } from "../shell/rate-limit.ts";
import { securityHeaders } from "../shell/security-headers.ts";
import { createTokens } from "./tokens.ts";

const loopback = "127.0.0.1";
const maxConnections = 128;

export interface ServeOptions {
  /** The application object both shells start. */
  readonly application: {
    readonly handlers: Handlers;
    readonly onPatch: (listener: (patch: Patch) => void) => () => void;
  };
  readonly pageFiles: PageFiles;
  /** 0: any free one. */
  readonly port: number;
  readonly log: Log;
  /** The last page has been gone for a while. */
  readonly onAbandoned: () => void;
  readonly graceMs?: number;
  readonly rate?: CallRate;
}

export interface BrowserServer {
  /** An address that opens one page, within a minute. */
  readonly freshUrl: () => string;
  readonly close: () => Promise<void>;
}

/** Serves the page and its socket on the loopback interface. Rejects when the port cannot be had (`EADDRINUSE`, `EACCES`). */
export async function serve(options: ServeOptions): Promise<BrowserServer> {
  const { application, log } = options;
  const tokens = createTokens();
  const pages = new Set<PageSocket>();
  const attendance = createAttendance(options.onAbandoned, options.graceMs);
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxCallBytes,
    handleProtocols: () => pageProtocol,
  });
  const http = createServer({ headersTimeout: 5_000, requestTimeout: 10_000 });
  http.maxConnections = maxConnections;
  await listen(http, options.port);
  const origin = new URL(`http://${loopback}:${(http.address() as AddressInfo).port}`).origin;

  const letIn = (socket: WebSocket, session: string) => {
    attendance.arrive();
    const page = attachPage(socket, {
      session,
      rate: options.rate ?? usualRate,
      answer: (callText) => dispatch(application.handlers, callText, log),
      onRefused: log.once,
      onGone: () => {
        pages.delete(page);
        attendance.leave();
      },
    });
    pages.add(page);
  };

  http.on("request", (request, response) => {
    request.resume();
    const refused = refusal(request.headers, origin, false);
    if (refused !== null) {
      log.once(refused.sentence);
      answer(response, refused.status);
    } else answerFile(request, response, options.pageFiles, log);
  });

  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    const refused = refusal(request.headers, origin, true);
    if (refused !== null) {
      log.once(refused.sentence);
      return refuseUpgrade(stream, refused.status);
    }
    if (request.url !== pageSocketPath) return refuseUpgrade(stream, 404);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // A page learns nothing of a refused handshake, but the code of a close: so our own page is told this way.
      const session = sessionFor(request, tokens);
      if (session !== null) return letIn(socket, session);
      log.once("a page without a token that is still good was refused");
      socket.on("error", () => socket.terminate());
      socket.close(closedRefused);
    });
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
    const text = JSON.stringify({ kind: "patch", patch } satisfies Message);
    for (const page of pages) page.send(text);
  });

  return {
    freshUrl: () => {
      attendance.expect();
      return `${origin}/#${tokens.issue()}`;
    },
    close: () => {
      stopPatches();
      attendance.stop();
      for (const page of pages) page.close();
      return new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
}

/** The session token for the token that a handshake offers, or null when that is not good. */
function sessionFor(request: IncomingMessage, tokens: ReturnType<typeof createTokens>): string | null {
  const offered = (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((protocol) => protocol.trim());
  const session = offered.find((protocol) => protocol.startsWith(sessionPrefix))?.slice(sessionPrefix.length);
  if (session !== undefined) return tokens.isSession(session) ? session : null;
  const bootstrap = offered
    .find((protocol) => protocol.startsWith(bootstrapPrefix))
    ?.slice(bootstrapPrefix.length);
  return bootstrap === undefined ? null : tokens.redeem(bootstrap);
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

function refuseUpgrade(stream: Duplex, status: number): void {
  if (!stream.writable) return void stream.destroy();
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
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
