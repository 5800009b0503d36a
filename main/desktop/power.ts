import type { PowerMonitor } from "electron";

export interface PowerListener {
  /** The machine was asleep, for any length of time. */
  readonly onWake: () => void;
  /** The machine goes down, or the person logs out; on macOS also when the Dock tells the program to quit. To be gone within seconds. */
  readonly onShutdown: () => void;
}

/** Hears from the system when it wakes and when it goes down (Linux and macOS; Windows tells each window). */
export function followPower(power: Pick<PowerMonitor, "on">, listener: PowerListener): void {
  power.on("resume", listener.onWake);
  // Declared without its event, which is there all the same: Electron's description of it says to prevent it.
  power.on("shutdown", (event?: { readonly preventDefault: () => void }) => {
    // Otherwise Linux does not wait for us at all, and macOS takes a quit that is put off for a refusal to log out.
    event?.preventDefault();
    listener.onShutdown();
  });
}
