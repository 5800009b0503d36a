import { EventEmitter } from "node:events";
import type { PowerMonitor } from "electron";
import { expect, test, vi } from "vitest";
import { followPower } from "../../../../main/desktop/power.ts";
import { preventable } from "./electron-parts.ts";

function ground() {
  const power = new EventEmitter();
  const onWake = vi.fn<() => void>();
  const onShutdown = vi.fn<() => void>();
  followPower(power as unknown as PowerMonitor, { onWake, onShutdown });
  return { power, onWake, onShutdown };
}

test("[D9] the end of the system waits for the goodbye: its event is prevented, where there is one", () => {
  const { power, onShutdown } = ground();
  const event = preventable({});
  power.emit("shutdown", event);
  expect(event.defaultPrevented).toBe(true);
  expect(onShutdown).toHaveBeenCalledTimes(1);
  // As its types have it.
  power.emit("shutdown");
  expect(onShutdown).toHaveBeenCalledTimes(2);
});

test("[D17] a machine that wakes is told of, and nothing else is", () => {
  const { power, onWake } = ground();
  power.emit("suspend");
  expect(onWake).not.toHaveBeenCalled();
  power.emit("resume");
  expect(onWake).toHaveBeenCalledTimes(1);
});
