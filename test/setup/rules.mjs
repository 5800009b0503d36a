import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The rules that SPEC.md defines.
 * @param {string} root of the repository
 * @returns {Set<string>}
 */
export function definedRules(root) {
  const text = readFileSync(join(root, "test", "SPEC.md"), "utf8");
  return new Set([...text.matchAll(/^\|\s*([A-Z]+\d+)\s*\|/gm)].map(([, id = ""]) => id));
}

/**
 * The rules that a test's name begins with: "[R6] ...", "[R6][R7] ...", "[R6, R7] ...".
 * @param {string} name
 * @returns {string[]}
 */
export function rulesOfName(name) {
  const [rules = ""] = /^(?:\[[A-Z]+\d+(?:, ?[A-Z]+\d+)*\] ?)+/.exec(name) ?? [];
  return [...rules.matchAll(/[A-Z]+\d+/g)].map(([id]) => id);
}
