import { build } from "vite";

/**
 * Bundles TypeScript programs of the tests, which Node 20 cannot run as they are.
 * @param {string} root of the repository
 * @param {string} outDir what is in it is replaced
 * @param {Readonly<Record<string, string>>} input each program's file by the name it gets in `outDir`, without `.js`
 */
export async function bundle(root, outDir, input) {
  await build({
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: "node20",
      rolldownOptions: { input: { ...input } },
    },
  });
}
