import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../../main/launch/read-json.mjs";
import { rulesOfName } from "./rules.mjs";
import { withStatus } from "./stage.mjs";

/**
 * The parts of Playwright's JSON report that matter here.
 * @typedef {{ title: string, specs?: Spec[], suites?: Suite[] }} Suite
 * @typedef {{ title: string, tests: { status: string, annotations: { type: string, description?: string }[] }[] }} Spec
 */

/**
 * Runs the end-to-end specs.
 * @param {string} root
 * @param {readonly string[]} args passed on
 */
export function playwright(root, args) {
  const file = join(root, ".cache", "e2e.json");
  rmSync(file, { force: true });
  const program = join(root, "node_modules", "@playwright", "test", "cli.js");
  const { status } = spawnSync(process.execPath, [program, "test", ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  /** @type {import("./stage.mjs").Outcome} */
  const outcome = { passed: 0, failed: 0, skipped: [] };
  /** @type {Set<string>} */
  const rules = new Set();
  /** @type {Suite | null} */
  const report = existsSync(file) ? readJson(file) : null;
  for (const { name, spec } of specsOf(report?.suites ?? [], [])) {
    for (const { status: state, annotations } of spec.tests) {
      if (state === "skipped") {
        const reason = annotations.find(({ type }) => type === "skip" || type === "fixme")?.description;
        outcome.skipped.push({ name, reason: reason ?? "no reason given" });
      } else if (state === "expected") {
        outcome.passed += 1;
        for (const part of name.split(" > ")) for (const id of rulesOfName(part)) rules.add(id);
      } else outcome.failed += 1;
    }
  }
  return withStatus({ ...outcome, rules: [...rules] }, status);
}

/**
 * @param {readonly Suite[]} suites
 * @param {readonly string[]} above
 * @returns {{ name: string, spec: Spec }[]}
 */
function specsOf(suites, above) {
  return suites.flatMap(({ title, specs = [], suites: inner = [] }) => {
    const path = [...above, title];
    return [
      ...specs.map((spec) => ({ name: [...path, spec.title].join(" > "), spec })),
      ...specsOf(inner, path),
    ];
  });
}
