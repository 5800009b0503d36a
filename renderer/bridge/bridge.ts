import "./jitless.ts";
import type { Bridge } from "../../app/contract.ts";
import type { Preload } from "../../app/page-ipc.ts";
import { createIpcBridge } from "./ipc-bridge.ts";
import { createSocketBridge } from "./socket-bridge.ts";

declare global {
  interface Window {
    /** There in a window of our own; an ordinary browser has none. */
    readonly kith?: Preload;
  }
}

/** The page's one way to main: through the preload where there is one, otherwise a socket to where the page came from. */
export function openBridge(): Bridge {
  if (window.kith !== undefined) return createIpcBridge(window.kith);
  return createSocketBridge({
    location: window.location,
    history: window.history,
    storage: window.sessionStorage,
    events: window,
    openSocket: (url, protocols) => new WebSocket(url, protocols),
  });
}
