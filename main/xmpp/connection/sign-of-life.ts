/** Tells a silent connection from a dead one. */
export interface SilenceWatch {
  /** Asks at once, and gives up after this many milliseconds without an answer. Does not ask twice at a time. */
  readonly askNow: (patience: number) => void;
  /** Another request was sent: gives up if nothing arrives within this many milliseconds from now. */
  readonly expectAnswer: (patience: number) => void;
  readonly stop: () => void;
}

/** Calls `ask` after a while without a sign of life, and `giveUp` if that brings none either. */
export function watchForSilence(options: {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly heardAt: () => number;
  readonly quiet: number;
  readonly answer: number;
  readonly ask: () => void;
  readonly giveUp: () => void;
}): SilenceWatch {
  let timer: NodeJS.Timeout;
  /** When the open question was asked; -Infinity if there is none. */
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

  // Asking again must not delay the end of a dead connection.
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
