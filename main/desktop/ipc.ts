import type { IpcMain, IpcMainInvokeEvent, WebContents } from "electron";
import { callChannel, messageChannel, pageOrigin } from "../../app/page-ipc.ts";
import type { Handlers, Message } from "../../app/contract.ts";
import { ok } from "../../app/result.ts";
import { after } from "../after.ts";
import { dispatch, refusedAnswer } from "../dispatch.ts";
import type { Kith } from "../kith.ts";
import type { Log } from "../log.ts";
import { createWindowOutlet } from "./window-outlet.ts";
import { createRateLimit, usualRate, type CallRate } from "../shell/rate-limit.ts";

/** A call that would have to wait longer than this, in milliseconds, is refused. This bounds the queue. */
const longestWaitMs = 10_000;

export interface PageCallsOptions {
  readonly ipcMain: Pick<IpcMain, "handle">;
  readonly application: Pick<Kith, "handlers" | "onPatch">;
  /** The page that may call; none while there is no window. */
  readonly page: () => WebContents | undefined;
  readonly log: Log;
  readonly rate?: CallRate;
}

/** Main's end of the connection to the page in the window. */
export interface PageCalls {
  /** Attaches to a new page: it gets main's messages from its first call until its document is gone. */
  readonly attach: (page: WebContents) => void;
  /** Sends something to the page, if it is listening. */
  readonly tell: (message: Message) => void;
}

/**
 * Answers the calls of our page and of nobody else, and sends it each patch. A call is answered and never throws: Electron
 * would pass an error's message to the page. A flood is slowed down first and refused if that does not help.
 */
export function answerPageCalls(options: PageCallsOptions): PageCalls {
  const { application, log } = options;
  const limit = createRateLimit(options.rate ?? usualRate);
  let listening: WebContents | undefined;

  const send = (text: string) => listening?.send(messageChannel, text);
  const outlet = createWindowOutlet(send, () =>
    log.once("a page that had stopped reading was told no more until it read again"),
  );
  const handlers: Handlers = {
    ...application.handlers,
    haveRead: async ({ characters }) => {
      outlet.read(characters);
      return ok(null);
    },
  };

  const isListening = () => listening !== undefined && !listening.isDestroyed();

  options.ipcMain.handle(callChannel, async (event, text: unknown): Promise<string> => {
    const page = options.page();
    if (page === undefined || !isFromPage(event, page)) {
      log.once("a call that did not come from Kith's own page was refused");
      return refusedAnswer;
    }
    if (typeof text !== "string") {
      log.once("the page sent a call that is no text; it was refused");
      return refusedAnswer;
    }
    const waitMs = limit.take(longestWaitMs);
    if (waitMs > 0) {
      log.once("the page made calls faster than a person can; it was slowed down");
      if (waitMs > longestWaitMs) return refusedAnswer;
      await after(waitMs);
    }
    // Before the call is answered: no patch may fall between a snapshot and those that follow it.
    if (listening !== page) outlet.reset();
    listening = page;
    return dispatch(handlers, text, log);
  });
  application.onPatch((patch) => {
    if (isListening()) outlet.tell(JSON.stringify({ kind: "patch", patch } satisfies Message));
  });

  return {
    attach: (page) => {
      const forget = () => {
        if (listening === page) listening = undefined;
      };
      page.on("did-navigate", forget);
      page.on("render-process-gone", forget);
      page.on("destroyed", forget);
    },
    tell: (message) => {
      if (isListening()) send(JSON.stringify(message));
    },
  };
}

/** Only the main frame of our window, with our page in it, may call. `senderFrame` is null once its frame is gone. */
function isFromPage({ sender, senderFrame }: IpcMainInvokeEvent, page: WebContents): boolean {
  return sender === page && senderFrame === page.mainFrame && senderFrame.origin === pageOrigin;
}
