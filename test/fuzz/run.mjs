import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "../setup/bundle.mjs";

/* `node test/fuzz/run.mjs --cases 20000 --seed 1`: hostile and healthy streams, made by a grammar. A failure tells its seed: run that one alone with `--cases 1`. */

const { values } = parseArgs({
  options: { cases: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
});
const root = fileURLToPath(new URL("../..", import.meta.url));
const outDir = join(root, `.cache/fuzz-${process.pid}`);
await bundle(root, outDir, { cases: join(import.meta.dirname, "cases.ts") });
const { status } = spawnSync(
  process.execPath,
  ["--max-old-space-size=512", join(outDir, "cases.js"), values.cases, values.seed],
  { stdio: "inherit" },
);
rmSync(outDir, { recursive: true, force: true });
process.exitCode = status ?? 1;
