import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { total, single } from "./setup/stage.mjs";
import { written } from "./written.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {readonly { name: string, program: string, args: readonly string[] }[]} */
const checks = [
  { name: "types", program: "node_modules/typescript/bin/tsc", args: ["-b"] },
  {
    name: "lint",
    program: "node_modules/oxlint/bin/oxlint",
    args: ["--type-aware", "--deny-warnings", ...written],
  },
  { name: "format", program: "node_modules/oxfmt/bin/oxfmt", args: ["--check", ...written, "package.json"] },
  { name: "layers", program: "test/layers.mjs", args: [] },
  { name: "dead code", program: "node_modules/knip/bin/knip.js", args: ["--no-progress"] },
  { name: "commit subjects", program: "test/commit-subjects.mjs", args: [] },
  { name: "unit tests mirror", program: "test/unit-mirror.mjs", args: [] },
  { name: "plain words", program: "test/plain-words.mjs", args: [] },
  { name: "rules cited", program: "test/spec-check.mjs", args: [] },
];

/**
 * Types, lint, layers, format, dead code, commit subjects, and the rules of SPEC.md: says for each whether it is good, and what it said if not.
 * @param {readonly string[]} names of the checks to run; none means all
 */
export async function check(names) {
  const chosen = checks.filter(({ name }) => names.length === 0 || names.includes(name));
  return total(await Promise.all(chosen.map(run)));
}

/** @param {(typeof checks)[number]} chosen */
async function run({ name, program, args }) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  /** @type {number | null} */
  const status = await new Promise((resolve) => child.on("close", resolve));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${status === 0 ? "" : said}${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`,
  );
  return single(status === 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await check(process.argv.slice(2));
  process.exitCode = failed === 0 ? 0 : 1;
}
