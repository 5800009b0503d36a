import "./jitless.ts";
import type { Bridge } from "../../app/contract.ts";
import type { Preload } from "../../app/page-ipc.ts";
import { createIpcBridge } from "./ipc-bridge.ts";
import { createSocketBridge } from "./socket-bridge.ts";

declare global {
  interface Window {
    /** Set in Kith's own window; undefined in an ordinary browser. */
    readonly kith?: Preload;
  }
}

/** The page's connection to main: through the preload if there is one, otherwise by a socket to the page's server. */
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
