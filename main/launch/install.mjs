import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./read-json.mjs";

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Locked */

/**
 * Whether `node_modules` contains what `package-lock.json` names: npm keeps its own copy of what it installed there.
 * Packages of other platforms are optional and may be absent.
 * @param {string} root
 */
export function isInStep(root) {
  const wanted = readLock(join(root, "package-lock.json"));
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  if (wanted === null || installed === null) return false;
  for (const path of Object.keys(installed)) if (wanted[path] === undefined) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const there = installed[path];
    if (path === "" || (there === undefined && optional === true)) return true;
    return there?.version === version && there?.integrity === integrity && existsSync(join(root, path));
  });
}

/**
 * Installs what `package-lock.json` names if `node_modules` differs. Output goes to standard error. Returns
 * a sentence if it failed.
 * @param {string} root
 * @returns {string | null}
 */
export function install(root) {
  if (isInStep(root)) return null;
  process.stderr.write("Installing the packages that package-lock.json names (npm ci) ...\n");
  const npm = process.env["npm_execpath"];
  const [program, args] = npm === undefined ? ["npm", ["ci"]] : [process.execPath, [npm, "ci"]];
  const shell = npm === undefined && process.platform === "win32";
  const { status } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], shell });
  return status === 0 ? null : 'The packages could not be installed: see what "npm ci" says above.';
}

/**
 * @param {string} file
 * @returns {Record<string, Locked> | null}
 */
function readLock(file) {
  try {
    /** @type {{ packages?: Record<string, Locked> }} */
    const { packages } = readJson(file);
    return packages ?? null;
  } catch {
    // Absent or damaged: treat it as nothing installed.
    return null;
  }
}
