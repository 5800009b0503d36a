import type { RawData, WebSocket } from "ws";
import type { Greeting } from "../../app/page-socket.ts";
import { createRateLimit, type CallRate } from "../shell/rate-limit.ts";

/** A page that lets this many bytes pile up has stopped reading: it is cut off and asks for the snapshot when it is back. */
const maxBufferedBytes = 64 * 1024 * 1024;

const pingEveryMs = 20_000;

/** RFC 6455 7.4.1 */
const closedUnsupported = 1003;
const closedGoingAway = 1001;

export interface PageSocketOptions {
  /** The token with which this page comes back. */
  readonly session: string;
  readonly rate: CallRate;
  /** Answers one message of the page; never rejects. */
  readonly answer: (callText: string) => Promise<string>;
  readonly onRefused: (sentence: string) => void;
  readonly onGone: () => void;
}

/** One page that has been let in. */
export interface PageSocket {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

/** Greets the page and answers its calls until the socket ends. A flood is slowed down by no longer reading it. */
export function attachPage(socket: WebSocket, options: PageSocketOptions): PageSocket {
  const limit = createRateLimit(options.rate);
  let resume: NodeJS.Timeout | undefined;
  let isAlive = true;

  const send = (text: string) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) {
      options.onRefused("a page that had stopped reading was cut off");
      socket.terminate();
    } else socket.send(text);
  };

  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingEveryMs);

  const slowDown = (waitMs: number) => {
    options.onRefused("a page made calls faster than a person can; it was slowed down");
    socket.pause();
    clearTimeout(resume);
    resume = setTimeout(() => socket.resume(), waitMs);
  };

  socket.on("message", (data: RawData, isBinary: boolean) => {
    if (isBinary) {
      options.onRefused("a page sent a binary message; it was disconnected");
      return socket.close(closedUnsupported);
    }
    const waitMs = limit.take();
    if (waitMs > 0) slowDown(waitMs);
    void options.answer(textOf(data)).then(send);
  });
  socket.on("pong", () => (isAlive = true));
  socket.on("error", () =>
    options.onRefused("a page sent what is no proper message, or too long a one; it was disconnected"),
  );
  socket.on("close", () => {
    clearInterval(ping);
    clearTimeout(resume);
    options.onGone();
  });
  send(JSON.stringify({ kind: "session", token: options.session } satisfies Greeting));
  return { send, close: () => socket.close(closedGoingAway) };
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString("utf8");
}
