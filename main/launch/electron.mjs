import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDownloadableThrough } from "./proxy.mjs";
import { readJson } from "./read-json.mjs";

/* Electron's executable, without `require("electron")`: outside Electron that starts a download at once. */

/** A program that exits this soon, in milliseconds, never opened a window. */
const earlyMs = 5_000;

/**
 * How long finding out whether Electron can be downloaded may take, in milliseconds, loading the installer's rules included:
 * with the start of the program it has to stay under two seconds, also on a busy machine.
 */
const probeMs = 1_200;

/** The same through a proxy, which may have to ask others first. */
const proxyProbeMs = 5_000;

/**
 * The installed executable, or null. A folder given in ELECTRON_OVERRIDE_DIST_PATH has priority over the package's own.
 * @param {string} root
 * @returns {string | null}
 */
export function findElectron(root) {
  const folder = join(root, "node_modules", "electron");
  const pathFile = join(folder, "path.txt");
  const name = existsSync(pathFile) ? readFileSync(pathFile, "utf8").trim() : "";
  const other = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (other === undefined && name === "") return null;
  const executable = join(other ?? join(folder, "dist"), name === "" ? "electron" : name);
  return existsSync(executable) ? executable : null;
}

/**
 * Downloads Electron, as its own package would: true if its executable exists afterwards. If the
 * network or the server does not answer, this is known within two seconds. Electron's own output is discarded.
 * @param {string} root
 * @param {() => void} onBegin called when the download begins
 * @returns {Promise<boolean>}
 */
export async function downloadElectron(root, onBegin) {
  if (!(await isDownloadable(root))) return false;
  onBegin();
  const installer = join(root, "node_modules", "electron", "install.js");
  const child = spawn(process.execPath, [installer], { stdio: "ignore" });
  /** @type {boolean} */
  const isDone = await new Promise((resolve) => {
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
  return isDone && findElectron(root) !== null;
}

/**
 * Runs Kith in Electron until it ends. Signals are passed on. Resolves to the exit code, or to null if Electron itself
 * does not run on this machine (a library is missing, its sandbox is not allowed).
 * @param {string} executable
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<number | null>}
 */
export function runElectron(executable, root, args) {
  const begun = performance.now();
  const environment = { ...process.env };
  // With this variable Electron runs as plain Node.
  delete environment["ELECTRON_RUN_AS_NODE"];
  const child = spawn(executable, [root, ...args], { stdio: "inherit", env: environment });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", (code, signal) => {
      const isOwnFault = signal === null ? (code ?? 0) >= 126 : diesOfItself.has(signal);
      const isEarly = performance.now() - begun < earlyMs;
      resolve(isOwnFault && isEarly ? null : (code ?? 1));
    });
  });
}

/** Signals of a crash, not of a person. */
const diesOfItself = new Set(["SIGABRT", "SIGBUS", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"]);

/**
 * Whether Electron can be downloaded: requests the headers of the file that its installer would fetch.
 * @param {string} root
 * @param {string} proxy the address of the proxy that the download would go through; empty: none
 */
export async function isDownloadable(root, proxy = "") {
  const signal = AbortSignal.timeout(probeMs);
  try {
    const url = await downloadUrl(root);
    if (proxy !== "" && url.startsWith("https:")) {
      return await isDownloadableThrough(proxy, url, AbortSignal.timeout(proxyProbeMs));
    }
    // A redirect is not followed: that would take as long again, and a slow network could not do both in time.
    const answer = await fetch(url, { method: "HEAD", redirect: "manual", signal });
    return answer.status < 400;
  } catch {
    // No network, a proxy that refuses, an invalid address: in each case there is nothing to download.
    return false;
  }
}

/**
 * The address by the installer's own rules (mirror, folder and file name from the environment or .npmrc). Loading them
 * also sets up the proxy that ELECTRON_GET_USE_PROXY asks for.
 * @param {string} root
 * @returns {Promise<string>}
 */
async function downloadUrl(root) {
  const electron = createRequire(join(root, "node_modules", "electron", "package.json"));
  const main = electron.resolve("@electron/get");
  await import(pathToFileURL(main).href);
  const rules = /** @type {{ getArtifactRemoteURL: (details: object) => Promise<string> }} */ (
    await import(new URL("artifact-utils.js", pathToFileURL(main)).href)
  );
  /** @type {{ version: string }} */
  const { version } = readJson(join(root, "node_modules", "electron", "package.json"));
  return rules.getArtifactRemoteURL({
    version: `v${version}`,
    artifactName: "electron",
    platform: process.env["npm_config_platform"] ?? process.platform,
    arch: process.env["npm_config_arch"] ?? process.arch,
  });
}
