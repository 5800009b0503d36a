import { fileURLToPath } from "node:url";
import { safeStorage } from "electron";
import { createKith } from "../kith.ts";
import { startOptions } from "../shell/application-start.ts";
import { runDesktopShell } from "./run.ts";
import { createSecrets } from "./secrets.ts";

// Electron becomes ready only after this module is evaluated: whatever is awaited here happens before that.
await runDesktopShell({
  // As built: dist/main/desktop.js beside dist/page and dist/preload.
  pageFolder: fileURLToPath(new URL("../page", import.meta.url)),
  preload: fileURLToPath(new URL("../preload/preload.cjs", import.meta.url)),
  createApplication: (start) =>
    createKith({ ...startOptions(start), secrets: createSecrets(safeStorage, process.platform) }),
});
