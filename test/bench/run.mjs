import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "../../main/launch/build.mjs";
import { install } from "../../main/launch/install.mjs";
import { nodeTrouble } from "../../main/launch/node-version.mjs";
import { ensurePrograms } from "../setup/programs.mjs";

/*
 * `npm run bench`, from a fresh clone on. `-- --quick` takes three rounds and no list of 50,000, in some three minutes;
 * `-- --rounds 1` one round, to see that it runs. The numbers are in .cache/bench.json too.
 */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

// The bench needs the same browser and server as the end-to-end stage.
const trouble = nodeTrouble(root) ?? install(root) ?? ensurePrograms(["e2e"]) ?? build(root);
if (trouble !== null) {
  process.stderr.write(`${trouble}\n`);
  process.exitCode = 1;
} else {
  const outDir = join(root, ".cache", "bench");
  // Imported late, because the packages may not be installed before.
  const { bundle } = await import("../setup/bundle.mjs");
  await bundle(root, outDir, {
    bench: join(import.meta.dirname, "bench.ts"),
    probe: join(import.meta.dirname, "probe.ts"),
    subject: join(import.meta.dirname, "subjects", "process.ts"),
  });
  await import(pathToFileURL(join(outDir, "bench.js")).href);
}
