import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/*
 * Plays the model many times on one server: `node test/model/long.mjs --server prosody --runs 200 --seed 42`. Each run has a
 * seed of its own, from the given one on, and prints a line. To go on after it was stopped, give the next seed. Ends with 1 if
 * anything was lost, with 0 if nothing was.
 */
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "prosody" },
    runs: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
  },
});
if (!["prosody", "ejabberd", "demo"].includes(values.server)) {
  process.stderr.write(`The model runs on prosody, ejabberd or demo, not on "${values.server}".\n`);
  process.exit(2);
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const name = `a plain client \\(${values.server}\\) \\[E9\\] \\[R21\\] \\[R22\\]`;
const child = spawn(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "model", "--reporter", "dot", "-t", name],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      KITH_MODEL_LONG: "1",
      KITH_MODEL_RUNS: values.runs,
      KITH_MODEL_SEED: values.seed,
    },
  },
);
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
