/** Kith's own log, one line for each entry. It never contains text of a person, a server or a page. */
export interface Log {
  /** Writes a fixed sentence the first time it is said in this process, and never again. */
  readonly once: (sentence: string) => void;
  /** Writes, once, where a bug was met: its kind and its stack, without the message, which may quote anything. */
  readonly bug: (error: unknown) => void;
}

/** The most different bugs that are logged in one run. */
const maxLines = 200;

/** Makes a log that gives its lines, without a line end, to `write`. */
export function createLog(write: (line: string) => void): Log {
  const said = new Set<string>();
  const once = (line: string) => {
    if (said.has(line) || said.size >= maxLines) return;
    said.add(line);
    write(line);
  };
  return {
    once: (sentence) => once(`kith: ${sentence}`),
    bug: (error) => once(`kith: bug: ${describe(error)}`),
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const stack = (error.stack ?? "").split(error.message === "" ? "\n\n" : error.message).join("");
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return [error.constructor.name + code, ...frames].join("\n");
}
