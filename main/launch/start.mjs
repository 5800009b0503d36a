import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { downloadElectron, findElectron, runElectron } from "./electron.mjs";
import { help, parseFlags } from "./flags.mjs";
import { install } from "./install.mjs";
import { nodeTrouble } from "./node-version.mjs";
import { readJson } from "./read-json.mjs";
import { windowTrouble } from "./window-trouble.mjs";

/* `npm start`: runs with nothing installed, then installs and builds what it starts. */

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
  // `--port` and `--no-open` only make sense for the browser shell.
  const wantsBrowser = flags.browser || !flags.open || flags.port !== 0;
  const why = wantsBrowser ? "" : await openWindow();
  if (why === null) return;
  if (why !== "") say(`${why} Kith shows the list in your browser.`);
  await import(pathToFileURL(join(root, "dist", "main", "browser.js")).href);
}

/** Opens the desktop shell and waits until it ends: null, or a sentence that says why there can be no window. */
async function openWindow() {
  const trouble = windowTrouble();
  if (trouble !== null) return trouble;
  const downloading = () => say("Downloading Electron ...");
  if (findElectron(root) === null && !(await downloadElectron(root, downloading))) {
    return "Electron is not there and cannot be downloaded, so there is no window.";
  }
  const executable = findElectron(root);
  const code = executable === null ? null : await runElectron(executable, root, process.argv.slice(2));
  if (code === null) return "Electron does not run on this machine, so there is no window.";
  process.exitCode = code;
  return null;
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
