import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { written } from "./written.mjs";

/* `npm run format`: formats the files that the format check looks at. */

const root = fileURLToPath(new URL("..", import.meta.url));
const { status } = spawnSync(process.execPath, ["node_modules/oxfmt/bin/oxfmt", ...written, "package.json"], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
