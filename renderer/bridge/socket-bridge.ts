import { answerSchema, maxCallBytes, type Bridge, type BridgeState, type Call } from "../../app/contract.ts";
import { closedRefused, greetingSchema, pageProtocol, pageSocketPath } from "../../app/page-socket.ts";
import type { Patch } from "../../app/patch.ts";
import { fail, type Result } from "../../app/result.ts";
import { listen } from "./listen.ts";
import { createPageTokens } from "./page-tokens.ts";

/** The wait before connecting again, in milliseconds: doubled from the first to the last. */
const firstRetryMs = 500;
const lastRetryMs = 5_000;

/** What the bridge needs of the page it runs in. */
export interface Surroundings {
  readonly location: Pick<Location, "origin" | "hash" | "pathname" | "search">;
  readonly history: Pick<History, "replaceState">;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly events: Pick<EventTarget, "addEventListener">;
  readonly openSocket: (url: string, protocols: string[]) => WebSocket;
}

/**
 * The bridge over a socket to where the page came from. A lost socket answers the calls in flight with
 * `page-disconnected`, and is opened again for as long as the page's token is good; once it is not, the bridge is
 * `refused` until the address bar is given a fresh one.
 */
export function createSocketBridge(page: Surroundings): Bridge {
  const tokens = createPageTokens(page.location, page.history, page.storage);
  const pending = new Map<number, (result: Result<unknown>) => void>();
  const patchListeners = new Set<(patch: Patch) => void>();
  const stateListeners = new Set<(state: BridgeState) => void>();
  let state: BridgeState = "down";
  let socket: WebSocket | null = null;
  let retryMs = firstRetryMs;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;

  const setState = (next: BridgeState) => {
    if (next === state) return;
    state = next;
    for (const listener of stateListeners) listener(state);
  };

  const connect = () => {
    clearTimeout(retry);
    const offer = tokens.offer();
    if (offer === null) return setState("refused");
    const url = page.location.origin.replace(/^http/, "ws") + pageSocketPath;
    const opened = page.openSocket(url, [pageProtocol, offer]);
    // Set before anything is awaited: the greeting may come with the handshake.
    opened.onmessage = ({ data }) => receive(opened, String(data));
    opened.onclose = ({ code }) => lose(code === closedRefused);
    socket = opened;
  };

  const lose = (isRefused: boolean) => {
    socket = null;
    setState("down");
    for (const settle of pending.values()) settle(fail("page-disconnected"));
    pending.clear();
    if (isRefused) {
      // A spent address in a tab that is already let in: its session may still be good.
      tokens.forgetOffered();
      return connect();
    }
    retry = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  };

  const receive = (from: WebSocket, text: string) => {
    if (from !== socket) return;
    const message: unknown = JSON.parse(text);
    const greeting = greetingSchema.safeParse(message);
    if (greeting.success) {
      tokens.keep(greeting.data.token);
      retryMs = firstRetryMs;
      return setState("up");
    }
    const answer = answerSchema.parse(message);
    if (answer.kind === "menu") return;
    if (answer.kind === "patch") {
      const patch = answer.patch as unknown as Patch;
      for (const listener of patchListeners) listener(patch);
      return;
    }
    pending.get(answer.id)?.(answer.result);
    pending.delete(answer.id);
  };

  const call = (name: string, input: unknown) =>
    new Promise<Result<unknown>>((resolve) => {
      if (socket === null || state !== "up") return resolve(fail("page-disconnected"));
      lastId += 1;
      const text = JSON.stringify({ id: lastId, name, input } satisfies Call);
      // Main would cut the page off for it. A character takes three bytes at most for each of its UTF-16 units.
      if (text.length * 3 > maxCallBytes) return resolve(fail("bad-command"));
      pending.set(lastId, resolve);
      socket.send(text);
    });

  page.events.addEventListener("hashchange", () => {
    if (tokens.takeFragment() && state === "refused") {
      setState("down");
      connect();
    }
  });
  tokens.takeFragment();
  connect();

  return {
    call: call as Bridge["call"],
    onPatch: (listener) => listen(patchListeners, listener),
    onConnected: (listener) => {
      listener(state);
      return listen(stateListeners, listener);
    },
    // A browser's menu is the browser's.
    onMenu: () => () => undefined,
  };
}
