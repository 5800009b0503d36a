import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** saslprep reads its tables from a file beside itself, which a bundle has not: they go into the bundle, packed. */
const inlineSaslprepTables: Plugin = {
  name: "inline-saslprep-tables",
  transform: {
    filter: { id: /saslprep\/lib\/memory-code-points\.js$/ },
    handler: (code, id) => {
      const reading = "fs.readFileSync(path.resolve(__dirname, '../code-points.mem'))";
      if (!code.includes(reading)) throw new Error("saslprep reads its tables in another way than before");
      const tables = gzipSync(readFileSync(new URL("../code-points.mem", pathToFileURL(id)))).toString(
        "base64",
      );
      return code.replace(reading, `require("zlib").gunzipSync(Buffer.from("${tables}", "base64"))`);
    },
  },
};

/**
 * `vite build --app`: the page to dist/page, the main process to dist/main, one entry a shell, and the desktop shell's
 * preload to dist/preload, which a sandbox wants as CommonJS.
 */
export default defineConfig({
  root: here("renderer"),
  logLevel: "warn",
  plugins: [react(), inlineSaslprepTables],
  environments: {
    client: {
      build: {
        outDir: here("dist/page"),
        license: { fileName: "licences.md" },
        emptyOutDir: true,
        target: "chrome120",
        assetsInlineLimit: 0,
        // The polyfill is for browsers that cannot run the page anyway.
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        chunkSizeWarningLimit: 1500,
      },
    },
    main: {
      consumer: "server",
      // ws has native helpers that nobody has to have; told this, it does not even look for them.
      define: {
        "process.env.WS_NO_BUFFER_UTIL": '"1"',
        "process.env.WS_NO_UTF_8_VALIDATE": '"1"',
      },
      resolve: {
        // Everything goes into the bundle, so that the packed application needs no node_modules. Node's conditions and
        // no others: by the browser's, @xmpp loses TCP and TLS without a word.
        noExternal: true,
        // Electron itself provides it.
        external: ["electron"],
        conditions: ["node", "module", "production"],
        mainFields: ["module", "main"],
      },
      build: {
        outDir: here("dist/main"),
        license: { fileName: "licences.md" },
        emptyOutDir: true,
        target: "node20",
        minify: false,
        sourcemap: false,
        rolldownOptions: {
          input: { browser: here("main/browser/main.ts"), desktop: here("main/desktop/main.ts") },
          output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    },
    preload: {
      consumer: "server",
      resolve: { noExternal: true, external: ["electron"] },
      build: {
        outDir: here("dist/preload"),
        emptyOutDir: true,
        target: "chrome120",
        minify: false,
        sourcemap: false,
        rolldownOptions: {
          input: { preload: here("main/desktop/preload.ts") },
          output: { format: "cjs", entryFileNames: "[name].cjs" },
        },
      },
    },
  },
  builder: {
    buildApp: async (builder) => {
      await Promise.all(Object.values(builder.environments).map((environment) => builder.build(environment)));
    },
  },
});
