/** Calls `ask` when nothing was heard for a while, and `giveUp` when that brought nothing either. */
export function watchForSilence(options: {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly heardAt: () => number;
  readonly quiet: number;
  readonly answer: number;
  readonly ask: () => void;
  readonly giveUp: () => void;
}): { readonly stop: () => void } {
  let timer: NodeJS.Timeout;
  const watch = () => {
    const silence = performance.now() - options.heardAt();
    if (silence < options.quiet) {
      timer = setTimeout(watch, options.quiet - silence);
      return;
    }
    const asked = performance.now();
    options.ask();
    timer = setTimeout(() => (options.heardAt() > asked ? watch() : options.giveUp()), options.answer);
  };
  timer = setTimeout(watch, options.quiet);
  return { stop: () => clearTimeout(timer) };
}
