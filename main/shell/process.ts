import { createLog, type Log } from "../log.ts";

/** Sets the process up for a shell: only its owner can read the files it writes, and a bug is logged and ends nothing else. */
export function prepareProcess(): Log {
  process.umask(0o077);
  const log = createLog(say);
  process.on("uncaughtException", log.bug);
  process.on("unhandledRejection", log.bug);
  // The reader of our output may be gone; there is nobody to tell.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  return log;
}

/** Tells the person at the terminal; standard output is for addresses alone. */
export function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
