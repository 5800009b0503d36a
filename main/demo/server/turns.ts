/** One thing after the other: what is asked for while something is done comes right after it. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  /** Does it now, or when the present turn is over. What throws is a bug: the rest waits for the next turn. */
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
