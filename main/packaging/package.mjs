import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../launch/build.mjs";
import { install } from "../launch/install.mjs";
import { nodeTrouble } from "../launch/node-version.mjs";
import { electronSource } from "./electron-source.mjs";

/*
 * `npm run package`, from a fresh clone on: everything electron-builder needs, then electron-builder, for this platform
 * unless its own flags say otherwise (`-- --linux deb`).
 */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

process.exitCode = await makePackages(process.argv.slice(2));

/**
 * @param {readonly string[]} args for electron-builder
 * @returns {Promise<number>} the exit code
 */
async function makePackages(args) {
  const missing = nodeTrouble(root) ?? install(root);
  if (missing !== null) return say(missing);
  const source = await electronSource(root);
  if ("trouble" in source) return say(source.trouble);
  const trouble = build(root);
  if (trouble !== null) return say(trouble);
  // Imported only now, when its dependencies are installed.
  const { makeIcons } = await import("./icons.mjs");
  await makeIcons(root);

  const given = [
    ...(source.folder === null ? [] : [`-c.electronDist=${source.folder}`]),
    ...signing(),
    ...args,
  ];
  const program = join(root, "node_modules", "electron-builder", "cli.js");
  const { status } = spawnSync(process.execPath, [program, ...given], {
    cwd: root,
    stdio: "inherit",
    // Otherwise it asks the registry for a newer version of itself.
    env: { ...process.env, NO_UPDATE_NOTIFIER: "1" },
  });
  return status === 0 ? 0 : say("The packages could not be made: see what electron-builder says above.");
}

/**
 * macOS starts nothing unsigned on Apple's processors. Without a certificate the signature is ad hoc, which does not work
 * with the hardened runtime: macOS would not load Electron's framework.
 */
function signing() {
  if (process.platform !== "darwin") return [];
  const isCertified = process.env["CSC_LINK"] !== undefined || process.env["CSC_NAME"] !== undefined;
  if (isCertified) return [];
  say(
    "Neither CSC_LINK nor CSC_NAME names a certificate: what is made starts on this machine, but is not for others.",
  );
  return ["-c.mac.identity=-", "-c.mac.hardenedRuntime=false"];
}

/**
 * @param {string} sentence
 * @returns {number} the exit code that goes with it
 */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
  return 1;
}
