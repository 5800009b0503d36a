import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const parts = join(root, "test", "support", "electron");

/** Node 20 runs no TypeScript: what stands in for Electron in Kith's own process is built before the specs run. */
export default async function buildStandIn() {
  const vite = await import("vite");
  await vite.build({
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      ssr: true,
      outDir: join(root, ".cache", "stand-in"),
      emptyOutDir: true,
      target: "node20",
      rolldownOptions: {
        input: { launch: join(parts, "launch.ts"), electron: join(parts, "electron.ts") },
      },
    },
  });
}
