import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "../../main/launch/build.mjs";
import { install } from "../../main/launch/install.mjs";
import { nodeTrouble } from "../../main/launch/node-version.mjs";
import { ensurePrograms } from "../setup/programs.mjs";

/* `npm run bench`, from a fresh clone on. `-- --rounds 2` takes two rounds of each row, to see that it runs. */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

// What the end-to-end stage needs is what is needed here.
const trouble = nodeTrouble(root) ?? install(root) ?? ensurePrograms(["e2e"]) ?? build(root);
if (trouble !== null) {
  process.stderr.write(`${trouble}\n`);
  process.exitCode = 1;
} else {
  const outDir = join(root, ".cache", "bench");
  await buildBench(outDir);
  await import(pathToFileURL(join(outDir, "bench.js")).href);
}

/**
 * Node 20 runs no TypeScript: the bench, and the program whose processes are measured, are built first.
 * @param {string} outDir
 */
async function buildBench(outDir) {
  const vite = await import("vite");
  await vite.build({
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: "node20",
      rolldownOptions: {
        input: {
          bench: join(import.meta.dirname, "bench.ts"),
          subject: join(import.meta.dirname, "subjects", "process.ts"),
        },
      },
    },
  });
}
