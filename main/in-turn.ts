/** Runs acts one after the other. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs this after all earlier acts. The caller gets its error; the next act runs anyway. */
  run<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act, act);
    this.#last = turn;
    return turn;
  }

  /** Resolves when all acts so far have ended; rejects if the last one did. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
