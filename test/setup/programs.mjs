import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's packages that the stages need, each with a file or a program that proves it is there. */
const packages = {
  "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
  prosody: "prosody",
  ejabberd: "/usr/sbin/ejabberdctl",
  "erlang-p1-sqlite3": "/usr/share/doc/erlang-p1-sqlite3",
  sqlite3: "sqlite3",
  openssl: "openssl",
  "desktop-file-utils": "desktop-file-validate",
  "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
  "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
};

/** @type {Readonly<Record<string, readonly (keyof typeof packages)[]>>} */
const needs = {
  conformance: ["prosody", "ejabberd", "erlang-p1-sqlite3", "sqlite3", "openssl"],
  model: ["prosody", "ejabberd", "erlang-p1-sqlite3", "sqlite3", "openssl"],
  unit: ["openssl"],
  package: ["prosody", "openssl", "desktop-file-utils"],
  e2e: ["chromium-headless-shell", "prosody", "openssl", "fonts-noto-core", "fonts-noto-cjk"],
};

/** While this file says 101, Debian starts no service that is installed: ours are private processes. */
const policy = "/usr/sbin/policy-rc.d";

/**
 * Sees to it that the programs for these stages are there: installed by apt where that is ours to do. Answers with a
 * sentence when they are not.
 * @param {readonly string[]} stages
 * @returns {string | null}
 */
export function ensurePrograms(stages) {
  const missing = missingFor(stages);
  if (missing.length === 0) return null;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !isThere("apt-get")) {
    return `The tests need ${missing.join(", ")}. On Debian or Ubuntu type: sudo ${command}`;
  }
  process.stderr.write(`Installing ${missing.join(", ")} ...\n`);
  installQuietly(missing);
  const still = missingFor(stages);
  return still.length === 0 ? null : `These could not be installed: ${still.join(", ")}. Type: ${command}`;
}

/** @param {readonly string[]} stages */
function missingFor(stages) {
  const wanted = new Set(stages.flatMap((stage) => needs[stage] ?? []));
  return [...wanted].filter((name) => !isThere(packages[name]));
}

/** @param {readonly string[]} names */
function installQuietly(names) {
  const isPolicyOurs = !existsSync(policy);
  if (isPolicyOurs) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    apt(["update", "-qq"]);
    apt(["install", "-y", "-qq", "--no-install-recommends", ...names]);
  } finally {
    if (isPolicyOurs) rmSync(policy, { force: true });
  }
}

/** @param {readonly string[]} args */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", args, { stdio: ["ignore", 2, 2], env });
}

/** @param {string} program a path, or a name to be found on PATH or where an administrator's programs are */
function isThere(program) {
  if (program.startsWith("/")) return existsSync(program);
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(join(folder, program)));
}
