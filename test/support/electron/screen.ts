import type * as Electron from "electron/main";
import { app } from "./app.ts";
import { Emitter, preventable, type Preventable } from "./emitter.ts";
import { answer, surroundings } from "./outside.ts";

interface Display extends Pick<Electron.Display, "id" | "workArea" | "bounds"> {}

interface ScreenEvents {
  "display-removed": [event: Preventable, display: Display];
  "display-metrics-changed": [event: Preventable, display: Display, changed: string[]];
}

/** The displays that a test has said there are. */
class Screen extends Emitter<ScreenEvents> {
  #displays: readonly Display[] = surroundings.displays.map(display);

  getAllDisplays(): Display[] {
    return [...this.#displays];
  }
  getPrimaryDisplay(): Display {
    const [first] = this.#displays;
    if (first === undefined) throw new Error("There is no display");
    return first;
  }
  /** One display is unplugged. */
  unplug(index: number): void {
    const gone = this.#displays[index];
    if (gone === undefined) throw new Error(`There is no display ${index}`);
    this.#displays = this.#displays.filter((each) => each !== gone);
    this.emit("display-removed", preventable({}), gone);
  }
}

function display(workArea: Electron.Rectangle, index: number): Display {
  return { id: index + 1, workArea, bounds: workArea };
}

const only = new Screen();

/** Electron's own throws when it is used too early. */
export const screen: Screen = new Proxy(only, {
  get: (target, name) => {
    if (!app.isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    const value: unknown = Reflect.get(target, name);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  },
});

answer({ unplug: (index) => only.unplug(index) });
export type { Screen };
