import { createLog, type Log } from "../log.ts";

/** Sets the process up for a shell: what it writes is for its owner alone, and a bug is logged and spoils nothing else. */
export function prepareProcess(): Log {
  process.umask(0o077);
  const log = createLog(say);
  process.on("uncaughtException", log.bug);
  process.on("unhandledRejection", log.bug);
  // Whoever read our output may have gone; there is nobody to tell.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  return log;
}

/** Tells the person at the terminal; standard output is for addresses alone. */
export function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
