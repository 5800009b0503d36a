import { join } from "node:path";
import { existsSync } from "node:fs";
import { readJson } from "../launch/read-json.mjs";

/** How long the answer of the place of download may take, in milliseconds. */
const patienceMs = 5_000;

/**
 * Where Electron's executables for the packages come from: a folder that holds one already (`ELECTRON_OVERRIDE_DIST_PATH`), or
 * null for electron-builder's own download. A sentence in `trouble` when they are not to be had: electron-builder itself
 * would try for half a minute, and then show a stack.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ folder: string | null } | { trouble: string }>}
 */
export async function electronSource(root, env = process.env) {
  const folder = env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (folder !== undefined && folder !== "") {
    if (existsSync(folder)) return { folder };
    return { trouble: `ELECTRON_OVERRIDE_DIST_PATH names "${folder}", which is not there.` };
  }
  // Through a proxy we cannot ask in one line; electron-builder can.
  if (proxyVariables.some((name) => env[name] !== undefined)) return { folder: null };
  /** @type {{ version: string }} */
  const { version } = readJson(join(root, "node_modules", "electron", "package.json"));
  const mirror = mirrorVariables
    .map((name) => env[name])
    .find((value) => value !== undefined && value !== "");
  const url = `${mirror ?? "https://github.com/electron/electron/releases/download/"}v${version}/SHASUMS256.txt`;
  if (await isThere(url)) return { folder: null };
  return {
    trouble: `Electron ${version} cannot be downloaded (${hostOf(url)} does not answer): no packages were made.`,
  };
}

const proxyVariables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** In the order in which @electron/get, which downloads, looks at them. */
const mirrorVariables = [
  "npm_config_electron_mirror",
  "NPM_CONFIG_ELECTRON_MIRROR",
  "npm_package_config_electron_mirror",
  "ELECTRON_MIRROR",
];

/** @param {string} url */
async function isThere(url) {
  try {
    const { ok } = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(patienceMs) });
    return ok;
  } catch {
    // No network, no such host, no address at all: it is not to be had, and that is the whole answer.
    return false;
  }
}

/** @param {string} url */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}
