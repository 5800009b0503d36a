import type { PowerMonitor } from "electron";

export interface PowerListener {
  /** The machine was asleep, for any length of time. */
  readonly onWake: () => void;
  /** The machine shuts down, or the person logs out; on macOS also when the Dock tells Kith to quit. Kith has to exit within seconds. */
  readonly onShutdown: () => void;
}

/** Listens to the system waking and shutting down (Linux and macOS; Windows tells each window). */
export function followPower(power: Pick<PowerMonitor, "on">, listener: PowerListener): void {
  power.on("resume", listener.onWake);
  // Declared without its event, but it has one: Electron's documentation says to prevent its default.
  power.on("shutdown", (event?: { readonly preventDefault: () => void }) => {
    // Otherwise Linux does not wait for us at all, and macOS takes a delayed quit for a refusal to log out.
    event?.preventDefault();
    listener.onShutdown();
  });
}
