import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readJson } from "../../main/launch/read-json.mjs";
import { withStatus } from "./stage.mjs";

/**
 * Runs one vitest project.
 * @param {string} root
 * @param {string} project
 * @param {readonly string[]} args passed on
 */
export function vitest(root, project, args) {
  // In a folder of their own: a `package.json` in .cache would be that of all that is built there.
  const file = join(root, ".cache", "outcome", `${project}.json`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=./test/setup/vitest-outcome.mjs"];
  const program = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [program, "run", "--project", project, ...reporters, ...args],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, KITH_OUTCOME: file },
    },
  );
  /** @type {import("./stage.mjs").Outcome | null} */
  const outcome = existsSync(file) ? readJson(file) : null;
  return withStatus(outcome ?? { passed: 0, failed: 0, skipped: [] }, status);
}
