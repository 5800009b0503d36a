/** Runs acts one after the other. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs this after all that was given before. An error goes to whoever gave it; the next runs all the same. */
  run<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act, act);
    this.#last = turn;
    return turn;
  }

  /** Resolves when all that was given so far has ended; rejects if the last of it did. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
