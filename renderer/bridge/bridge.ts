import "./jitless.ts";
import type { Bridge } from "../../app/contract.ts";
import { createSocketBridge } from "./socket-bridge.ts";

declare global {
  interface Window {
    /** Electron's preload puts its bridge here; an ordinary browser has none. */
    readonly kith?: Bridge;
  }
}

/** The page's one way to main: the preload's where there is one, otherwise a socket to where the page came from. */
export function openBridge(): Bridge {
  if (window.kith !== undefined) return window.kith;
  return createSocketBridge({
    location: window.location,
    history: window.history,
    storage: window.sessionStorage,
    events: window,
    openSocket: (url, protocols) => new WebSocket(url, protocols),
  });
}
