import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { help, parseFlags } from "./flags.mjs";
import { install } from "./install.mjs";
import { nodeTrouble } from "./node-version.mjs";
import { readJson } from "./read-json.mjs";

/* `npm start`: runs with nothing installed, and sees to it that what it starts is installed and built. */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const parsed = parseFlags(process.argv.slice(2));
if ("problem" in parsed) leave(2, parsed.problem);
else if (parsed.flags.help) process.stdout.write(help);
else if (parsed.flags.version) process.stdout.write(`${version()}\n`);
else await start(parsed.flags);

/** @param {import("./flags.mjs").Flags} flags */
async function start(flags) {
  const trouble = nodeTrouble(root) ?? install(root) ?? build(root);
  if (trouble !== null) return leave(1, trouble);
  if (!flags.browser)
    say("This version of Kith has no window of its own yet: it shows the list in your browser.");
  await import(pathToFileURL(join(root, "dist", "main", "browser.js")).href);
}

function version() {
  /** @type {{ version: string }} */
  const { version: ours } = readJson(join(root, "package.json"));
  return ours;
}

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/**
 * @param {number} code
 * @param {string} sentence
 */
function leave(code, sentence) {
  say(sentence);
  process.exitCode = code;
}
