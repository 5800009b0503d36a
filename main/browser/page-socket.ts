import type { RawData, WebSocket } from "ws";
import { closedEnding, type Welcome } from "../../app/page-socket.ts";
import { createRateLimit, type CallRate } from "../shell/rate-limit.ts";
import { textOf } from "./text-of.ts";

/** A page with this many unread bytes has stopped reading. */
const maxBufferedBytes = 16 * 1024 * 1024;

/** How long a page may take to hear that Kith is ending, in milliseconds. */
const farewellMs = 1_000;

/** RFC 6455 7.4.1 */
const closedUnsupported = 1003;

export interface PageSocketOptions {
  readonly rate: CallRate;
  /** Answers one message of the page; never rejects. */
  readonly answer: (callText: string) => Promise<string>;
  readonly onRefused: (sentence: string) => void;
  /** `isCutOff`: its connection was ended here, and not by the page. */
  readonly onGone: (isCutOff: boolean) => void;
}

/** One authenticated page. */
export interface PageSocket {
  /** Sends the page a patch. A page that does not read misses patches, and finds the gap in their numbers once it reads again. */
  readonly tell: (patchText: string) => void;
  /** Tells the page that Kith is ending. */
  readonly close: () => void;
}

/** Welcomes the page and answers its calls until the socket ends. A flood is slowed down by no longer reading it. */
export function attachPage(socket: WebSocket, options: PageSocketOptions): PageSocket {
  const limit = createRateLimit(options.rate);
  let resume: NodeJS.Timeout | undefined;
  let isCutOff = false;
  /** The newest patch of those that were not sent. */
  let missed: string | undefined;

  const cutOff = (sentence: string, code?: number) => {
    isCutOff = true;
    options.onRefused(sentence);
    if (code === undefined) socket.terminate();
    else socket.close(code);
  };

  const write = (text: string) => {
    if (socket.readyState === socket.OPEN) socket.send(text, catchUp);
  };

  /** Missed patches are not kept: the number of the newest one shows the page the gap. */
  const catchUp = () => {
    if (missed === undefined || socket.bufferedAmount > 0) return;
    const text = missed;
    missed = undefined;
    write(text);
  };

  const tell = (patchText: string) => {
    if (missed === undefined && socket.bufferedAmount <= maxBufferedBytes) return write(patchText);
    options.onRefused("a page that had stopped reading was told no more until it read again");
    missed = patchText;
  };

  const slowDown = (waitMs: number) => {
    options.onRefused("a page made calls faster than a person can; it was slowed down");
    socket.pause();
    clearTimeout(resume);
    resume = setTimeout(() => socket.resume(), waitMs);
  };

  socket.on("message", (data: RawData, isBinary: boolean) => {
    if (isBinary) return cutOff("a page sent a binary message; it was disconnected", closedUnsupported);
    const waitMs = limit.take();
    if (waitMs > 0) slowDown(waitMs);
    void options.answer(textOf(data)).then((text) => {
      if (socket.bufferedAmount <= maxBufferedBytes) write(text);
      else cutOff("a page asked for more than it read; it was disconnected");
    });
  });
  socket.on("error", () =>
    cutOff("a page sent what is no proper message, or too long a one; it was disconnected"),
  );
  socket.on("close", () => {
    clearTimeout(resume);
    options.onGone(isCutOff);
  });
  write(JSON.stringify({ kind: "welcome" } satisfies Welcome));
  return {
    tell,
    close: () => {
      socket.close(closedEnding);
      // A page that is frozen answers nothing, and Kith does not wait for it.
      setTimeout(() => socket.terminate(), farewellMs).unref();
    },
  };
}
