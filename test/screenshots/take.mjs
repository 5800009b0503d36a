import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../../main/launch/build.mjs";

/* `node test/screenshots/take.mjs`: all pictures to .cache/screenshots, those of the README to assets/screenshots. */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const trouble = build(root);
if (trouble === null) {
  const playwright = join(root, "node_modules", "@playwright", "test", "cli.js");
  const config = join(root, "test", "screenshots", "playwright.config.ts");
  const { status } = spawnSync(
    process.execPath,
    [playwright, "test", "--config", config, ...process.argv.slice(2)],
    { cwd: root, stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
} else {
  process.stderr.write(`${trouble}\n`);
  process.exitCode = 1;
}
