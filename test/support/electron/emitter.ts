import { EventEmitter } from "node:events";

/** Node's emitter for a closed set of events: an event that the stand-in never emits does not compile. */
export class Emitter<Events extends Record<keyof Events, unknown[]>> {
  readonly #events = new EventEmitter();

  on<N extends keyof Events & string>(event: N, listener: (...input: Events[N]) => void): this {
    this.#events.on(event, listener as (...input: unknown[]) => void);
    return this;
  }

  once<N extends keyof Events & string>(event: N, listener: (...input: Events[N]) => void): this {
    this.#events.once(event, listener as (...input: unknown[]) => void);
    return this;
  }

  off<N extends keyof Events & string>(event: N, listener: (...input: Events[N]) => void): this {
    this.#events.off(event, listener as (...input: unknown[]) => void);
    return this;
  }

  /** Whether anybody listened. */
  emit<N extends keyof Events & string>(event: N, ...input: Events[N]): boolean {
    return this.#events.emit(event, ...input);
  }
}

/** An event whose outcome a listener may prevent. */
export interface Preventable {
  readonly preventDefault: () => void;
  readonly defaultPrevented: boolean;
}

/** Makes a preventable event with these properties. */
export function preventable<T extends object>(told: T): T & Preventable {
  let isPrevented = false;
  return Object.defineProperty(
    {
      ...told,
      defaultPrevented: false,
      preventDefault: () => {
        isPrevented = true;
      },
    },
    "defaultPrevented",
    { get: () => isPrevented },
  );
}
