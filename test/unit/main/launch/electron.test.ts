import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { downloadElectron, findElectron, runElectron } from "../../../../main/launch/electron.mjs";
import { windowTrouble } from "../../../../main/launch/window-trouble.mjs";

/* Electron's package with a script for its executable and one for its installer: what starting does around them is real. */
let root: string;
const ends: (() => void)[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kith-launch-"));
  await put("node_modules/electron/package.json", '{"version":"45.4.1"}');
  const rules = fileURLToPath(new URL("../../../../node_modules/@electron", import.meta.url));
  await symlink(rules, join(root, "node_modules", "@electron"));
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", undefined);
  for (const name of ["npm_config_electron_mirror", "NPM_CONFIG_ELECTRON_MIRROR", "ELECTRON_GET_USE_PROXY"])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function put(path: string, text: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}

/** A mirror of Electron's downloads on this machine. */
async function mirror(answer: RequestListener): Promise<string[]> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  vi.stubEnv("ELECTRON_MIRROR", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return asked;
}

const script = (lines: string) => put("bin/electron", `#!/bin/sh\n${lines}\n`);

test("[D15] Electron is where its package says, or where ELECTRON_OVERRIDE_DIST_PATH says, if a file is there", async () => {
  expect(findElectron(root)).toBe(null);
  await put("node_modules/electron/path.txt", "electron");
  expect(findElectron(root)).toBe(null);
  const own = await put("node_modules/electron/dist/electron", "");
  expect(findElectron(root)).toBe(own);
  const other = await put("other/electron", "");
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", join(root, "other"));
  expect(findElectron(root)).toBe(other);
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", join(root, "nowhere"));
  expect(findElectron(root)).toBe(null);
});

test("[D15] Electron is given the folder and the flags, is no Node, and its exit code is Kith's", async () => {
  vi.stubEnv("ELECTRON_RUN_AS_NODE", "1");
  const executable = await script(`echo "$*:\${ELECTRON_RUN_AS_NODE:-unset}" > '${root}/said'; exit 3`);
  expect(await runElectron(executable, root, ["--profile", "/p"])).toBe(3);
  expect(await readFile(join(root, "said"), "utf8")).toBe(`${root} --profile /p:unset\n`);
});

test("[D15] an Electron that cannot run on this machine is told from a Kith that ended", async () => {
  expect(await runElectron(join(root, "absent"), root, [])).toBe(null);
  // A missing library ends a program with 127, a sandbox that is not allowed with a trap.
  expect(await runElectron(await script("exit 127"), root, [])).toBe(null);
  expect(await runElectron(await script("kill -TRAP $$"), root, [])).toBe(null);
  expect(await runElectron(await script("kill -TERM $$"), root, [])).toBe(1);
  expect(await runElectron(await script("exit 1"), root, [])).toBe(1);
});

test("[D15] Electron is downloaded where its mirror has it, by its own installer", async () => {
  const asked = await mirror((_request, response) => response.end());
  await put(
    "node_modules/electron/install.js",
    `const fs = require("fs"); fs.mkdirSync(__dirname + "/dist"); fs.writeFileSync(__dirname + "/dist/electron", "");
     fs.writeFileSync(__dirname + "/path.txt", "electron"); console.log("chatter"); console.error("chatter");`,
  );
  const begin = vi.fn<() => void>();
  expect(await downloadElectron(root, begin)).toBe(true);
  expect(begin).toHaveBeenCalledTimes(1);
  expect(asked[0]).toMatch(/^HEAD \/(v)?45\.4\.1\/electron-v45\.4\.1-/);
  expect(findElectron(root)).not.toBe(null);
});

test("[D15] a slow network is not asked twice: only the installer follows the mirror's redirect", async () => {
  const asked = await mirror((_request, response) =>
    response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
  );
  await put("node_modules/electron/install.js", "");
  const begin = vi.fn<() => void>();
  expect(await downloadElectron(root, begin)).toBe(false);
  expect(begin).toHaveBeenCalledTimes(1);
  expect(asked).toHaveLength(1);
});

test("[D15] a failed installer counts as a failed download", async () => {
  await mirror((_request, response) => response.end());
  await put("node_modules/electron/install.js", 'throw new Error("no");');
  expect(await downloadElectron(root, () => undefined)).toBe(false);
});

test("[D15] if Electron cannot be downloaded, this is known within two seconds, and nothing is started", async () => {
  const begin = vi.fn<() => void>();
  const begun = performance.now();
  vi.stubEnv("ELECTRON_MIRROR", "http://127.0.0.1:9/");
  expect(await downloadElectron(root, begin)).toBe(false);
  await mirror((_request, response) => response.writeHead(404).end());
  expect(await downloadElectron(root, begin)).toBe(false);
  vi.stubEnv("ELECTRON_MIRROR", "no address");
  expect(await downloadElectron(root, begin)).toBe(false);
  // The one that never answers takes the whole time; a program that starts needs some of the two seconds itself.
  await mirror(() => undefined);
  const asked = performance.now();
  expect(await downloadElectron(root, begin)).toBe(false);
  const now = performance.now();
  expect(now - asked).toBeLessThan(1_700);
  expect(now - begun).toBeLessThan(4_000);
  expect(begin).not.toHaveBeenCalled();
});

test("[D15] without a display, and as root on Linux, there can be no window", () => {
  expect(windowTrouble("linux", {}, 1000)).toContain("display");
  expect(windowTrouble("linux", { DISPLAY: "" }, 1000)).toContain("display");
  expect(windowTrouble("linux", { DISPLAY: ":0" }, 0)).toContain("root");
  expect(windowTrouble("linux", { WAYLAND_DISPLAY: "wayland-0" }, 1000)).toBe(null);
  expect(windowTrouble("darwin", {}, 501)).toBe(null);
  expect(windowTrouble("win32", {}, undefined)).toBe(null);
});
