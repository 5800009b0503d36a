import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page alone, with a cast instead of a main process: `npx vite test/support/page`. */
export default defineConfig({
  plugins: [react()],
  cacheDir: "../../../.cache/vite-page",
  build: { outDir: "../../../.cache/page", emptyOutDir: true },
});
