import { defineConfig } from "vitest/config";

/** `unit` needs nothing but Node; `conformance` starts private XMPP servers; `package` packs for three platforms first. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/{unit,hostile,fuzz}/**/*.test.ts"],
          pool: "threads",
          isolate: false,
          // No test is about speed; on a busy machine floods and long lists take some seconds.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          pool: "threads",
          isolate: true,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "package",
          include: ["test/packaging/**/*.test.ts"],
          globalSetup: ["test/packaging/packed.ts"],
          pool: "threads",
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "model",
          include: ["test/model/**/*.test.ts"],
          pool: "threads",
          isolate: true,
          hookTimeout: 60_000,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
