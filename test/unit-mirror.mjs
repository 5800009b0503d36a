import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * Unit tests mirror the source: `main/edits/queue.ts` is tested in `test/unit/main/edits/queue.test.ts`, and what is about
 * one side of it in `queue.two-devices.test.ts`. The tests' own tools are mirrored from `test/`.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const unit = join(root, "test", "unit");

const strays = readdirSync(unit, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
  .map((entry) => relative(unit, join(entry.parentPath, entry.name)))
  .filter((test) => !hasSource(test));
for (const test of strays)
  process.stdout.write(`test/unit/${test}: there is no source of that name; name it SOURCE.ASPECT.test.ts\n`);
process.exitCode = strays.length === 0 ? 0 : 1;

/** @param {string} test its path below `test/unit` */
function hasSource(test) {
  const source = join(dirname(test), basename(test).replace(/\..*$/, ""));
  return ["", "test"].some((top) =>
    ["ts", "tsx", "mjs"].some((ending) => existsSync(join(root, top, `${source}.${ending}`))),
  );
}
