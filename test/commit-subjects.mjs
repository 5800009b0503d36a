import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/* Commit subjects are short: at most 72 characters. Commits up to `base` are older than the rule. */

const base = "a55eaa3ee49c7c3efe4a255503761300d56bb908";
const longest = 72;

const root = fileURLToPath(new URL("..", import.meta.url));
if (existsSync(join(root, ".git"))) {
  const git = (/** @type {readonly string[]} */ ...args) =>
    spawnSync("git", args, { cwd: root, encoding: "utf8" });
  // A shallow clone may lack the base; what it has is then all newer or unknown, and nothing can be said.
  const isKnown = git("cat-file", "-e", base).status === 0;
  const { stdout } = isKnown ? git("log", "--format=%h %s", `${base}..HEAD`) : { stdout: "" };
  const long = stdout.split("\n").filter((line) => line.slice(line.indexOf(" ") + 1).length > longest);
  for (const line of long) process.stdout.write(`${line}\n  is longer than ${longest} characters\n`);
  process.exitCode = long.length === 0 ? 0 : 1;
}
