import { app } from "./app.ts";
import { Emitter, preventable, type Preventable } from "./emitter.ts";
import { answer, keep } from "./outside.ts";

interface PowerEvents {
  resume: [];
  /** With an event, although Electron's types have none: whoever prevents it is waited for. */
  shutdown: [event?: Preventable];
}

/** What the system says of its power. */
class PowerMonitor extends Emitter<PowerEvents> {}

export const powerMonitor = new PowerMonitor();

answer({
  wake: () => void powerMonitor.emit("resume"),
  shutDown: () => {
    const event = preventable({});
    powerMonitor.emit("shutdown", event);
    keep("powerMonitor.shutdown", event.defaultPrevented);
    // macOS tells the program to quit all the same, unless the event was prevented.
    if (!event.defaultPrevented) app.quit();
  },
});
export type { PowerMonitor };
