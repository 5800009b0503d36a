/** Runs tasks one after the other: a task that is added while another runs comes right after it. */
export class TaskQueue {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  /** Runs it now, or after the present task. An exception is a bug; the remaining tasks wait for the next call. */
  take(turn: () => void): void {
    this.#waiting.push(turn);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    } finally {
      this.#isBusy = false;
    }
  }
}
