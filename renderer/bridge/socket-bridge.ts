import { type Backoff, waitBefore } from "../../app/backoff.ts";
import { answerSchema, maxCallBytes, type Bridge, type BridgeState, type Call } from "../../app/contract.ts";
import { closedEnding, closedRefused, pageProtocol, pageSocketPath } from "../../app/page-socket.ts";
import type { Patch } from "../../app/patch.ts";
import { fail, type Result } from "../../app/result.ts";
import { listen } from "./listen.ts";
import { authenticateKith } from "./handshake.ts";
import { createPageTokens } from "./page-tokens.ts";

/** The wait before connecting again. */
const backoff: Backoff = { first: 500, longest: 5_000 };
/** After this many attempts, about twelve seconds, the page considers Kith gone. */
const patientAttempts = 5;
/** How long the other end may take to prove itself, in milliseconds. */
const meetingMs = 10_000;

/** What the bridge needs from the page it runs in. */
export interface Surroundings {
  readonly location: Pick<Location, "origin" | "hash" | "pathname" | "search">;
  readonly history: Pick<History, "replaceState">;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly events: Pick<EventTarget, "addEventListener">;
  readonly openSocket: (url: string, protocols: string[]) => WebSocket;
}

/**
 * The bridge over a socket to the page's server. If the socket is lost, calls in flight fail with
 * `page-disconnected`, and the bridge reconnects for as long as the page's token is valid. After that it is
 * `refused` until the address bar gets a fresh token. No call is sent before Kith has proved that it is Kith.
 *
 *   down ──▶ up ──▶ down ──▶ gone ──▶ up        (it keeps trying)
 *     └──────┴───────┴────────┴──▶ refused, impostor   (until there is a fresh address)
 */
export function createSocketBridge(page: Surroundings): Bridge {
  const tokens = createPageTokens(page.location, page.history, page.storage);
  const pending = new Map<number, (result: Result<unknown>) => void>();
  const patchListeners = new Set<(patch: Patch) => void>();
  const stateListeners = new Set<(state: BridgeState) => void>();
  let state: BridgeState = "down";
  let socket: WebSocket | null = null;
  let attempts = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;

  const setState = (next: BridgeState) => {
    if (next === state) return;
    state = next;
    for (const listener of stateListeners) listener(state);
  };

  const connect = () => {
    clearTimeout(retry);
    const token = tokens.current();
    if (token === null) return setState("refused");
    const url = page.location.origin.replace(/^http/, "ws") + pageSocketPath;
    const opened = page.openSocket(url, [pageProtocol]);
    socket = opened;
    const tooLong = setTimeout(() => {
      if (opened === socket) setState("gone");
      opened.close();
    }, meetingMs);
    opened.onclose = ({ code }) => {
      clearTimeout(tooLong);
      if (opened === socket) lose(code);
    };
    opened.onopen = () => void meet(opened, token).then(() => clearTimeout(tooLong));
  };

  const meet = async (opened: WebSocket, token: string) => {
    const texts: string[] = [];
    let onText: () => void = () => undefined;
    opened.onmessage = ({ data }) => {
      // If the other end sends more messages than the exchange has, it is not Kith: stop listening.
      if (texts.length < 2) texts.push(String(data));
      onText();
    };
    const place = {
      send: (text: string) => opened.send(text),
      next: async () => {
        while (texts.length === 0) await new Promise<void>((resolve) => (onText = resolve));
        return texts.shift() ?? "";
      },
    };
    const met = await authenticateKith(token, place, tokens.keep);
    if (opened !== socket) return;
    if (met === "impostor") return flee();
    attempts = 0;
    // Patches may have come with the welcome: the snapshot that the page asks for now contains them.
    opened.onmessage = ({ data }) => receive(opened, String(data));
    setState("up");
  };

  /** Leaves an impostor. The tokens are useless now: they belonged to another process. */
  const flee = () => {
    const left = socket;
    socket = null;
    left?.close();
    settleAll();
    while (tokens.current() !== null) tokens.forget();
    setState("impostor");
  };

  const settleAll = () => {
    for (const settle of pending.values()) settle(fail("page-disconnected"));
    pending.clear();
  };

  const lose = (code: number) => {
    const wasUp = state === "up";
    socket = null;
    settleAll();
    if (code === closedRefused) {
      // A used-up address in a tab with a session: the session may still be valid.
      tokens.forget();
      return connect();
    }
    attempts += 1;
    if ((wasUp && code === closedEnding) || attempts > patientAttempts) setState("gone");
    else if (state !== "gone") setState("down");
    retry = setTimeout(connect, waitBefore(attempts, backoff));
  };

  const receive = (from: WebSocket, text: string) => {
    if (from !== socket) return;
    const answer = answerSchema.parse(JSON.parse(text));
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
      // Main would disconnect the page for it. Each UTF-16 unit takes at most three bytes.
      if (text.length * 3 > maxCallBytes) return resolve(fail("bad-command"));
      pending.set(lastId, resolve);
      socket.send(text);
    });

  page.events.addEventListener("hashchange", () => {
    if (!tokens.takeFragment() || state === "up") return;
    socket?.close();
    setState("down");
    connect();
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
    // In a browser the application has no menu of its own.
    onMenu: () => () => undefined,
  };
}
