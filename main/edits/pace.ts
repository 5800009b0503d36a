import { type Backoff, waitBefore } from "../../app/backoff.ts";
import type { PauseReason } from "../../app/batch.ts";
import type { Failure } from "../../app/result.ts";

/** Sets in flight: enough to hide the round trip, few enough that another device's edit gets its turn. */
const startWidth = 4;
const maxWidth = 12;
/** This many accepted sets increase the number in flight by one. */
const landingsPerStep = 16;
/** The length of each pause if the server asks Kith to wait. */
const backoff: Backoff = { first: 1_000, longest: 60_000 };
/** An edit that was delayed this often counts as refused. */
const maxPatience = 8;

/** How many sets may be in flight, and when none may. */
export class Pace {
  readonly #onPaused: (why: PauseReason | null) => void;
  readonly #patience = new Map<string, number>();
  #width = startWidth;
  #landings = 0;
  #pauses = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onPaused` gets the reason why sending is paused, and null when it continues. */
  constructor(onPaused: (why: PauseReason | null) => void) {
    this.#onPaused = onPaused;
  }

  get width(): number {
    return this.#width;
  }

  get isPaused(): boolean {
    return this.#timer !== undefined;
  }

  /** Whether a refusal means "later" (RFC 6120 8.3.2: type `wait`), and this edit was not delayed too often. */
  isPatienceAsked(edit: string, { code, values }: Failure): boolean {
    if (code !== "resource-constraint" && !("type" in values && values.type === "wait")) return false;
    const times = (this.#patience.get(edit) ?? 0) + 1;
    this.#patience.set(edit, times);
    if (times < maxPatience) return true;
    this.#patience.delete(edit);
    return false;
  }

  /** Sends nothing for a while; longer each time, until a set is accepted. */
  wait(why: PauseReason): void {
    this.#width = 1;
    this.#landings = 0;
    if (this.#timer !== undefined) return;
    this.#pauses += 1;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#onPaused(null);
      },
      waitBefore(this.#pauses, backoff),
    );
    this.#timer.unref();
    this.#onPaused(why);
  }

  landed(edit: string): void {
    this.#patience.delete(edit);
    this.#pauses = 0;
    this.#landings += 1;
    if (this.#landings % landingsPerStep === 0 && this.#width < maxWidth) this.#width += 1;
  }

  /** A stream begins or ends: a pause of the last one does not apply to the next. */
  reset(): void {
    clearTimeout(this.#timer);
    const wasPaused = this.isPaused;
    this.#timer = undefined;
    this.#width = startWidth;
    this.#landings = 0;
    this.#pauses = 0;
    if (wasPaused) this.#onPaused(null);
  }
}
