import { fileURLToPath } from "node:url";
import { build } from "../main/launch/build.mjs";
import { install } from "../main/launch/install.mjs";
import { nodeTrouble } from "../main/launch/node-version.mjs";
import { check } from "./check.mjs";
import { playwright } from "./setup/playwright.mjs";
import { ensurePrograms } from "./setup/programs.mjs";
import { definedRules } from "./setup/rules.mjs";
import { single, total } from "./setup/stage.mjs";
import { vitest } from "./setup/vitest.mjs";

/* `npm test`, from a fresh clone on: everything it needs, then every stage even when one fails. */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** @type {Readonly<Record<string, (args: readonly string[]) => Promise<import("./setup/stage.mjs").Outcome>>>} */
const stages = {
  check,
  unit: async (args) => vitest(root, "unit", args),
  conformance: async (args) => vitest(root, "conformance", args),
  model: async (args) => vitest(root, "model", args),
  build: async () => single(buildOrSay()),
  package: async (args) => (buildOrSay() ? vitest(root, "package", args) : single(false)),
  e2e: async (args) => (buildOrSay() ? playwright(root, args) : single(false)),
};

const { server, given } = takeServer(process.argv.slice(2));
if (server !== undefined) process.env["KITH_TEST_SERVER"] = server;
const [first, ...rest] = server === undefined ? given : ["e2e", ...given.filter((word) => word !== "e2e")];
if (server !== undefined && !["prosody", "demo"].includes(server)) {
  leave(2, `The specs of the page run on prosody or demo, not on "${server}".`);
} else if (first !== undefined && !Object.hasOwn(stages, first)) {
  leave(2, `"${first}" is no stage of the tests: ${Object.keys(stages).join(", ")}.`);
} else await run(first === undefined ? Object.keys(stages) : [first], rest);

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} args
 */
async function run(names, args) {
  const trouble = nodeTrouble(root) ?? install(root) ?? ensurePrograms(names);
  if (trouble !== null) return leave(1, trouble);
  const outcomes = [];
  for (const name of names) {
    process.stdout.write(`\n== ${name}\n`);
    const outcome = await stages[name]?.(args);
    if (outcome !== undefined) outcomes.push(outcome);
  }
  if (names.length === Object.keys(stages).length) outcomes.push(rulesProven(total(outcomes).rules ?? []));
  const { passed, failed, skipped } = total(outcomes);
  process.stdout.write("\n");
  for (const { name, reason } of skipped) process.stdout.write(`skipped: ${name}: ${reason}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/**
 * Every rule of SPEC.md is cited by a test that ran and passed: one that is skipped proves nothing.
 * @param {readonly string[]} proven
 */
function rulesProven(proven) {
  const unproven = [...definedRules(root)].filter((id) => !proven.includes(id));
  process.stdout.write(`\n== rules proven\n`);
  for (const id of unproven) process.stdout.write(`${id}: no test that cites it has passed\n`);
  return single(unproven.length === 0);
}

/**
 * `--server NAME`: the end-to-end specs, and they alone, on that server.
 * @param {readonly string[]} words
 * @returns {{ server: string | undefined, given: readonly string[] }}
 */
function takeServer(words) {
  const at = words.indexOf("--server");
  if (at === -1) return { server: undefined, given: words };
  return { server: words[at + 1] ?? "", given: words.toSpliced(at, 2) };
}

function buildOrSay() {
  const trouble = build(root);
  if (trouble !== null) process.stderr.write(`${trouble}\n`);
  return trouble === null;
}

/**
 * @param {number} code
 * @param {string} sentence
 */
function leave(code, sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = code;
}
