/** Watches a line on which nothing may be heard because there is nothing to say, or because it is dead. */
export interface SilenceWatch {
  /** Asks at once, and gives up after this many milliseconds without an answer. What was asked and not answered is not asked again. */
  readonly askNow: (patience: number) => void;
  /** The server was asked something by other means: gives up if nothing is heard for this many milliseconds from now. */
  readonly expectAnswer: (patience: number) => void;
  readonly stop: () => void;
}

/** Calls `ask` when nothing was heard for a while, and `giveUp` when that brought nothing either. */
export function watchForSilence(options: {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly heardAt: () => number;
  readonly quiet: number;
  readonly answer: number;
  readonly ask: () => void;
  readonly giveUp: () => void;
}): SilenceWatch {
  let timer: NodeJS.Timeout;
  /** Of the question that is open; -Infinity when none is. */
  let asked = -Infinity;
  let givesUpAt = Infinity;
  const isAnswered = () => options.heardAt() > asked;

  const watch = () => {
    asked = -Infinity;
    givesUpAt = Infinity;
    const silence = performance.now() - options.heardAt();
    if (silence >= options.quiet) return ask(options.answer);
    timer = setTimeout(watch, options.quiet - silence);
  };
  const ask = (patience: number) => {
    waitFor(patience);
    options.ask();
  };
  const waitFor = (patience: number) => {
    clearTimeout(timer);
    asked = performance.now();
    givesUpAt = asked + patience;
    timer = setTimeout(() => (isAnswered() ? watch() : options.giveUp()), patience);
  };

  // Asking again does not postpone the end of a dead connection.
  const isSooner = (patience: number) => isAnswered() || performance.now() + patience < givesUpAt;

  timer = setTimeout(watch, options.quiet);
  return {
    askNow: (patience) => {
      if (isSooner(patience)) ask(patience);
    },
    expectAnswer: (patience) => {
      if (isSooner(patience)) waitFor(patience);
    },
    stop: () => clearTimeout(timer),
  };
}
