import { fileURLToPath } from "node:url";
import { createKith } from "../kith.ts";
import { startOptions } from "../shell/application-start.ts";
import { runBrowserShell } from "./run.ts";

await runBrowserShell({
  args: process.argv.slice(2),
  // As built: dist/main/browser.js beside dist/page.
  pageFolder: fileURLToPath(new URL("../page", import.meta.url)),
  createApplication: (start) => createKith(startOptions(start)),
});
