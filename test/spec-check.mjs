import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { definedRules, rulesOfName } from "./setup/rules.mjs";

/* Every rule of SPEC.md is cited by the name of at least one test, `[R6] ...`, and no test cites a rule that is not there. */

const folder = fileURLToPath(new URL(".", import.meta.url));
const defined = definedRules(join(folder, ".."));

/** @type {Map<string, string>} each rule cited, with a file that does */
const cited = new Map();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(test|spec)\.tsx?$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/["'`](\[[A-Z]+\d[^"'`]*)/g))
    for (const id of rulesOfName(name)) cited.set(id, file.slice(folder.length));
}

const problems = [
  ...[...defined].filter((id) => !cited.has(id)).map((id) => `${id} is in SPEC.md, but no test cites it`),
  ...[...cited]
    .filter(([id]) => !defined.has(id))
    .map(([id, file]) => `${file} cites ${id}, which SPEC.md does not define`),
  ...(defined.size === 0 ? ["SPEC.md defines no rule"] : []),
];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
