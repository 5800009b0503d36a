import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { type Platform, writeElectronStub } from "./electron-stub.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

declare module "vitest" {
  interface ProvidedContext {
    /** The folder in which each platform's packages are, in folders named `linux`, `mac` and `win`. */
    packed: string;
  }
}

/**
 * Packs for the three platforms, once for all tests: `npm run package` itself, with stub executables in Electron's place and
 * everything named that electron-builder would otherwise download.
 */
// eslint-disable-next-line import/no-default-export -- vitest asks for one
export default function setup(project: TestProject): void {
  const packed = join(root, ".cache", "packed");
  rmSync(packed, { recursive: true, force: true });
  pack(packed, "linux", ["dir", "deb"]);
  pack(packed, "mac", ["dir"]);
  pack(packed, "win", ["dir"]);
  project.provide("packed", packed);
}

function pack(packed: string, platform: Platform, targets: readonly string[]): void {
  const stub = join(packed, "electron", platform);
  writeElectronStub(stub, platform);
  const output = `-c.directories.output=${join(packed, platform)}`;
  const command = [join(root, "main/packaging/package.mjs"), `--${platform}`, ...targets, "--x64", output];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      ELECTRON_OVERRIDE_DIST_PATH: stub,
      CUSTOM_FPM_PATH: join(import.meta.dirname, "recording-fpm.mjs"),
      // Any network access is refused at once.
      HTTPS_PROXY: "http://127.0.0.1:9",
    },
  });
  if (status !== 0) throw new Error(`packing for ${platform} failed:\n${stdout}${stderr}`);
}
