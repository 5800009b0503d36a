import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** A system call that fails as on a full, broken or busy disk. */
export interface Refusal {
  /** `open` is that of promises, `openSync` and `writeSync` are the others; a write is known by any path. */
  readonly call: "open" | "openSync" | "writeSync";
  /** Matches the end of the path. */
  readonly path?: RegExp;
  readonly code: string;
  /** How many calls fail; later ones work. */
  readonly times?: number;
}

/** While this runs, Node's own module of files refuses what the test says. */
export async function whileRefusing<T>(refusal: Refusal, run: () => T | Promise<T>): Promise<T> {
  const { call, path = /$/, code, times = Number.POSITIVE_INFINITY } = refusal;
  const place = (call === "open" ? fs.promises : fs) as unknown as Record<
    string,
    (...args: never[]) => unknown
  >;
  const usual = place[call];
  if (usual === undefined) throw new Error(`there is no ${call}`);
  let left = times;
  place[call] = (...args) => {
    const [target] = args as readonly unknown[];
    const fits = typeof target !== "string" || path.test(target);
    if (!fits || left <= 0) return usual(...args);
    left -= 1;
    const error = Object.assign(new Error(`${code}: a test`), { code });
    if (call === "open") return Promise.reject(error);
    throw error;
  };
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    place[call] = usual;
    syncBuiltinESMExports();
  }
}
