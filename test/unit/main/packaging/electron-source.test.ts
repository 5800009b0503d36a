import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { electronSource } from "../../../../main/packaging/electron-source.mjs";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const sentence = /^Electron \d+\.\d+\.\d+ cannot be downloaded: no packages were made\.$/;

/** What a machine may say about downloads of its own. */
const variables = [
  "ELECTRON_OVERRIDE_DIST_PATH",
  "ELECTRON_MIRROR",
  "npm_config_electron_mirror",
  ...["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"],
];

beforeEach(() => variables.forEach((name) => vi.stubEnv(name, undefined)));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A place of download that answers every question with this status, and what it was asked. */
async function mirror(status: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv("ELECTRON_MIRROR", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { asked, close: () => server.close() };
}

test("[K8] the place of download is asked for this version, and nothing is fetched yet", async () => {
  const { asked, close } = await mirror(200);
  expect(await electronSource(root)).toEqual({ folder: null });
  expect(asked).toEqual([expect.stringMatching(/^HEAD \/v\d+\.\d+\.\d+\/electron-v[^/]+\.zip$/)]);
  close();
});

test("[K8] a place without this version, or that is not there, is a sentence", async () => {
  const { close } = await mirror(404);
  expect(await electronSource(root)).toEqual({ trouble: expect.stringMatching(sentence) });
  close();
  expect(await electronSource(root)).toEqual({ trouble: expect.stringMatching(sentence) });
  vi.stubEnv("ELECTRON_MIRROR", "nowhere");
  expect(await electronSource(root)).toEqual({ trouble: expect.stringMatching(sentence) });
});

test("[K8] a folder that is named is used, and one that is not there is a sentence", async () => {
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", tmpdir());
  expect(await electronSource(root)).toEqual({ folder: tmpdir() });
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", "/no/such/folder");
  expect(await electronSource(root)).toEqual({ trouble: expect.stringContaining('"/no/such/folder"') });
});

test("[K8] behind a proxy it is left to electron-builder, which knows how to ask through it", async () => {
  vi.stubEnv("ELECTRON_MIRROR", "http://127.0.0.1:1/");
  vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:1");
  expect(await electronSource(root)).toEqual({ folder: null });
});

test("[K8] the command ends with the sentence and 1", () => {
  const env = { PATH: process.env["PATH"], ELECTRON_MIRROR: "http://127.0.0.1:1/" };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "main", "packaging", "package.mjs")],
    { encoding: "utf8", env },
  );
  expect(stderr.replace(/\n$/, "")).toMatch(sentence);
  expect(stdout).toBe("");
  expect(status).toBe(1);
});
