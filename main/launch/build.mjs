import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Everything the build reads; folders with all they hold. */
const sources = ["app", "main", "renderer", "assets", "vite.config.ts", "package.json", "package-lock.json"];

/** What it makes, as far as starting needs it. */
const products = ["dist/main/browser.js", "dist/page/index.html"];

/**
 * Builds `dist/` if anything it is made from has changed since. Silent unless it fails; then all talk goes to standard
 * error and the answer is a sentence.
 * @param {string} root
 * @returns {string | null}
 */
export function build(root) {
  const stampFile = join(root, ".cache", "built");
  const stamp = fingerprint(root);
  const isBuilt = products.every((product) => existsSync(join(root, product)));
  if (isBuilt && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return null;
  rmSync(stampFile, { force: true });
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const { status } = spawnSync(process.execPath, [vite, "build", "--app"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) return "Kith could not be built: see above.";
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(stampFile, stamp);
  return null;
}

/**
 * A hash over the names and the contents of all sources.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesOf(root, source))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} source
 */
function filesOf(root, source) {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (source.includes(".")) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(root.length + 1), entry.name))
    .sort();
}
