import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeAuthority } from "../../../servers/certificates.ts";
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

test("[K8] the download server is asked for this version, and nothing is fetched yet", async () => {
  const { asked, close } = await mirror(200);
  expect(await electronSource(root)).toEqual({ folder: null });
  expect(asked).toEqual([expect.stringMatching(/^HEAD \/v\d+\.\d+\.\d+\/electron-v[^/]+\.zip$/)]);
  close();
});

test("[K8] a server without this version, or that does not exist, gives a sentence", async () => {
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

/** A proxy that answers each request for a tunnel with this status, and with 200 leads all of them to one port. */
async function proxyTo(port: number, status = 200) {
  const asked: string[] = [];
  const server = createServer()
    .on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.on("error", () => socket.destroy());
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      return socket.pipe(connect(port, "127.0.0.1")).pipe(socket);
    })
    .listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return { asked, address: `http://127.0.0.1:${own}`, close: () => server.close() };
}

test("[K8] behind a proxy that is down, or refuses, it is the same sentence", async () => {
  vi.stubEnv("ELECTRON_MIRROR", "https://example.test/");
  vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:1");
  expect(await electronSource(root)).toEqual({ trouble: expect.stringMatching(sentence) });
  const { address, asked, close } = await proxyTo(1, 403);
  vi.stubEnv("HTTPS_PROXY", address);
  expect(await electronSource(root)).toEqual({ trouble: expect.stringMatching(sentence) });
  expect(asked).toEqual(["example.test:443"]);
  vi.stubEnv("HTTPS_PROXY", "no address");
  expect(await electronSource(root)).toEqual({ trouble: expect.stringMatching(sentence) });
  close();
});

test("[K8] through a working proxy, the download server is asked as well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kith-proxy-"));
  const authority = makeAuthority(folder);
  const { crt, key } = authority.leaf("good");
  const asked: string[] = [];
  const far = createSecureServer(
    { cert: await readFile(crt), key: await readFile(key) },
    (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(302, { Location: "https://elsewhere.example.test/" }).end();
    },
  ).listen(0, "127.0.0.1");
  await once(far, "listening");
  const proxy = await proxyTo((far.address() as AddressInfo).port);
  // What a process trusts is settled when it starts.
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { electronSource } from ${JSON.stringify(pathToFileURL(join(root, "main/packaging/electron-source.mjs")).href)};
      process.stdout.write(JSON.stringify(await electronSource(${JSON.stringify(root)})));`,
    ],
    {
      env: {
        PATH: process.env["PATH"],
        NODE_EXTRA_CA_CERTS: join(folder, "ca.crt"),
        ELECTRON_MIRROR: "https://example.test/",
        https_proxy: proxy.address,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "close");
  expect(said).toBe('{"folder":null}');
  expect(asked).toEqual([expect.stringMatching(/^HEAD \/v.*\.zip$/)]);
  far.close();
  proxy.close();
  await rm(folder, { recursive: true });
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
