import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Everything the build reads, folders with their contents. */
const sources = ["app", "main", "renderer", "assets", "vite.config.ts", "package.json", "package-lock.json"];

/** The output that starting needs. */
const products = [
  "dist/main/browser.js",
  "dist/main/desktop.js",
  "dist/preload/preload.cjs",
  "dist/page/index.html",
];

/** A build takes seconds; a lock that is older than this, in milliseconds, was left by a build that was killed. */
const lockLifeMs = 60_000;

/**
 * Builds `dist/` if anything it is made from has changed since. Silent unless it fails; then its output goes to standard
 * error and the result is a sentence.
 * @param {string} root
 * @returns {string | null}
 */
export function build(root) {
  if (isFresh(root)) return null;
  mkdirSync(join(root, ".cache"), { recursive: true });
  const lock = join(root, ".cache", "building");
  waitForLock(lock);
  try {
    // The previous owner of the lock may have built exactly this.
    return isFresh(root) ? null : buildNow(root);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} root */
function isFresh(root) {
  const isBuilt = products.every((product) => existsSync(join(root, product)));
  const file = stampFile(root);
  return isBuilt && existsSync(file) && readFileSync(file, "utf8") === fingerprint(root);
}

/** @param {string} root */
function buildNow(root) {
  // Computed before the build: a file that is saved meanwhile makes the build stale.
  const stamp = fingerprint(root);
  rmSync(stampFile(root), { force: true });
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const { status } = spawnSync(process.execPath, [vite, "build", "--app"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) return "Kith could not be built: see above.";
  writeFileSync(stampFile(root), stamp);
  return null;
}

/**
 * Two starts at once must not empty the folder for each other.
 * @param {string} lock
 */
function waitForLock(lock) {
  for (;;) {
    try {
      return mkdirSync(lock);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > lockLifeMs) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

/** @param {string} root */
function stampFile(root) {
  return join(root, ".cache", "built");
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
