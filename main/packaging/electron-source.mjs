import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDownloadable } from "../launch/electron.mjs";
import { readJson } from "../launch/read-json.mjs";

/** electron-builder uses these proxies by itself; Electron's own installer has to be told to. The first one that is set counts. */
const proxyVariables = ["HTTPS_PROXY", "https_proxy"];

/**
 * Where Electron's executables for the packages come from: a folder that already contains them
 * (`ELECTRON_OVERRIDE_DIST_PATH`), or null for electron-builder's own download. If they cannot be downloaded, `trouble`
 * is a sentence: electron-builder itself would try for half a minute and then print a stack trace.
 * @param {string} root
 * @returns {Promise<{ folder: string | null } | { trouble: string }>}
 */
export async function electronSource(root) {
  const folder = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? "";
  if (folder !== "") {
    if (existsSync(folder)) return { folder };
    return { trouble: `ELECTRON_OVERRIDE_DIST_PATH names "${folder}", which is not there.` };
  }
  const proxy = proxyVariables
    .map((name) => (process.env[name] ?? "").trim())
    .find((address) => address !== "");
  if (await isDownloadable(root, proxy)) return { folder: null };
  /** @type {{ version: string }} */
  const { version } = readJson(join(root, "node_modules", "electron", "package.json"));
  return { trouble: `Electron ${version} cannot be downloaded: no packages were made.` };
}
