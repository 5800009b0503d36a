import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { electronSource } from "../../../../main/packaging/electron-source.mjs";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** A place of download that answers every question with this status, and what it was asked. */
async function mirror(status: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { asked, url, close: () => server.close() };
}

test("[K8] the place of download is asked for just this version, and nothing is fetched yet", async () => {
  const { asked, url, close } = await mirror(200);
  expect(await electronSource(root, { ELECTRON_MIRROR: url })).toEqual({ folder: null });
  expect(asked).toEqual([expect.stringMatching(/^HEAD \/v\d+\.\d+\.\d+\/SHASUMS256\.txt$/)]);
  close();
});

test("[K8] a place without this version, or that is not there, is a sentence that names it", async () => {
  const { url, close } = await mirror(404);
  const host = new URL(url).host;
  const trouble = expect.stringContaining(`(${host} does not answer)`);
  expect(await electronSource(root, { ELECTRON_MIRROR: url })).toEqual({ trouble });
  close();
  expect(await electronSource(root, { ELECTRON_MIRROR: url })).toEqual({ trouble });
  expect(await electronSource(root, { ELECTRON_MIRROR: "nowhere" })).toHaveProperty("trouble");
});

test("[K8] npm's setting for the mirror comes before the environment's", async () => {
  const { asked, url, close } = await mirror(200);
  const env = { npm_config_electron_mirror: url, ELECTRON_MIRROR: "http://127.0.0.1:1/" };
  expect(await electronSource(root, env)).toEqual({ folder: null });
  expect(asked).toHaveLength(1);
  close();
});

test("[K8] a folder that is named is used, and one that is not there is a sentence", async () => {
  expect(await electronSource(root, { ELECTRON_OVERRIDE_DIST_PATH: tmpdir() })).toEqual({ folder: tmpdir() });
  const trouble = expect.stringContaining("/no/such/folder");
  expect(await electronSource(root, { ELECTRON_OVERRIDE_DIST_PATH: "/no/such/folder" })).toEqual({ trouble });
});

test("[K8] behind a proxy it is left to electron-builder, which knows how to ask through it", async () => {
  const env = { HTTPS_PROXY: "http://127.0.0.1:1", ELECTRON_MIRROR: "http://127.0.0.1:1/" };
  expect(await electronSource(root, env)).toEqual({ folder: null });
});

test("[K8] the command ends with the sentence and 1", () => {
  const env = { PATH: process.env["PATH"], ELECTRON_MIRROR: "http://127.0.0.1:1/" };
  const command = fileURLToPath(new URL("main/packaging/package.mjs", `file://${root}/`));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command], { encoding: "utf8", env });
  expect(stderr).toMatch(
    /^Electron \d+\.\d+\.\d+ cannot be downloaded \(127\.0\.0\.1:1 does not answer\): .*\n$/,
  );
  expect(stdout).toBe("");
  expect(status).toBe(1);
});
