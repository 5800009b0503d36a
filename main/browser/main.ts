import { fileURLToPath } from "node:url";
import { createKith } from "../kith.ts";
import { runBrowserShell } from "./run.ts";

await runBrowserShell({
  args: process.argv.slice(2),
  // As built: dist/main/browser.js beside dist/page.
  pageFolder: fileURLToPath(new URL("../page", import.meta.url)),
  createApplication: (profile, version, demo) =>
    createKith({
      profile,
      version,
      languages: [Intl.DateTimeFormat().resolvedOptions().locale],
      ...(demo === null ? {} : { demo }),
    }),
});
