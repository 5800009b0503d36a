import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { madeCertificate, type CertificateOptions } from "../support/made-certificate.ts";
import { startProsody, type ProsodyOptions } from "../servers/prosody.ts";
import type { TestServer } from "../servers/test-server.ts";
import { violations } from "./axe.ts";
import { expect, fillSignIn, test as base } from "./fixture.ts";

const juliet = { address: "juliet@example.test", password: "secret" };

const test = base.extend<{
  listening: (server: Server) => Promise<number>;
  prosody: (options: ProsodyOptions) => Promise<TestServer>;
}>({
  // eslint-disable-next-line no-empty-pattern
  listening: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (server) => {
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return (server.address() as AddressInfo).port;
    });
    for (const server of servers) server.close();
  },
  // eslint-disable-next-line no-empty-pattern
  prosody: async ({}, use) => {
    const servers: TestServer[] = [];
    await use(async (options) => {
      const server = await startProsody(options);
      servers.push(server);
      await server.addAccount("juliet", "secret");
      return server;
    });
    await Promise.all(servers.map((server) => server.stop()));
  },
});

test("an unknown domain", async ({ page, start }) => {
  const kith = await start();
  await kith.open(page);
  await page.getByLabel("Address").fill("juliet@nowhere.invalid");
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("nowhere.invalid cannot be found.", {
    timeout: 20_000,
  });
  expect(kith.isRunning()).toBe(true);
});

test("an address that is none", async ({ page, start }) => {
  await (await start()).open(page);
  await page.getByLabel("Address").fill("juliet at example");
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("is not a valid address");
});

test("a closed port", async ({ page, start, listening }) => {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  await (await start()).open(page);
  await fillSignIn(page, juliet, port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/does not answer|refuse|not accept/i);
});

test("an HTTP server, twice, without harm", async ({ page, start, listening }) => {
  const port = await listening(createHttpServer((_request, response) => response.end("hello")));
  const kith = await start();
  await kith.open(page);
  await fillSignIn(page, juliet, port);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText(/XMPP/);
  }
  expect(kith.isRunning()).toBe(true);
});

test("a silent port: the attempt can be given up, and what was typed stays", async ({
  page,
  start,
  listening,
}) => {
  const port = await listening(createServer(() => undefined));
  await (await start()).open(page);
  await fillSignIn(page, juliet, port);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  await expect(page.getByLabel("Address")).toHaveValue(juliet.address);
});

test("a server without TLS gets no password", async ({ page, start, prosody }) => {
  const server = await prosody({ noTls: true });
  await (await start()).open(page);
  await fillSignIn(page, juliet, server.starttlsPort);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/encrypt/i);
});

for (const certificate of ["expired", "other-name", "self-signed"] as const) {
  test(`a certificate that is ${certificate} is a question with its fingerprint, remembered for this account`, async ({
    page,
    start,
    prosody,
  }) => {
    const server = await prosody({ certificate });
    const kith = await start();
    await kith.open(page);
    await fillSignIn(page, juliet, server.starttlsPort);
    await page.getByRole("button", { name: "Sign in" }).click();
    const dialog = page.getByRole("dialog", { name: "Certificate" });
    await expect(dialog).toContainText(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("alert")).toContainText("The certificate of example.test is not trusted.");
    await page.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByRole("button", { name: "Trust" }).click();
    await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
    await kith.stop();
    await (await start(kith.profile)).open(page);
    await page.getByLabel("Password").fill("secret");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: "My status" })).toBeVisible();
  });
}

const day = 86_400_000;
const made: readonly (readonly [string, CertificateOptions, readonly RegExp[]])[] = [
  [
    "not valid yet",
    {
      subject: "example.test",
      dnsNames: ["example.test"],
      validFrom: new Date(Date.now() + 30 * day),
      validTo: new Date(Date.now() + 60 * day),
    },
    [/The certificate of example\.test is not valid until .+\. Check the date on this computer\./],
  ],
  [
    "without a subject",
    { subject: null, dnsNames: ["chat.other.test"] },
    [/The certificate is for chat\.other\.test, not for example\.test\./],
  ],
  ["for nobody", { subject: null }, [/The certificate does not say which server it is for\./]],
];

for (const [kind, options, sentences] of made) {
  test(`[T10] a certificate that is ${kind} is reported as that`, async ({ page, start, listening }) => {
    const { pem, keyPem } = madeCertificate(options);
    const port = await listening(createTlsServer({ cert: pem, key: keyPem }));
    await (await start()).open(page);
    await fillSignIn(page, juliet, port, "Direct TLS");
    await page.getByRole("button", { name: "Sign in" }).click();
    const dialog = page.getByRole("dialog", { name: "Certificate" });
    for (const sentence of sentences) await expect(dialog).toContainText(sentence);
    await expect(dialog).not.toContainText("expired");
    expect(await violations(page)).toEqual([]);
  });
}

test("[T10] a failure after a certificate was trusted is reported as itself", async ({
  page,
  start,
  listening,
}) => {
  const { pem, keyPem } = madeCertificate({ subject: "example.test", dnsNames: ["example.test"] });
  const server = createTlsServer({ cert: pem, key: keyPem }, (socket) => {
    socket.on("error", () => {}); // Kith leaves
    socket.once("data", () => socket.destroy());
  });
  const port = await listening(server);
  await (await start()).open(page);
  await fillSignIn(page, juliet, port, "Direct TLS");
  await page.getByRole("button", { name: "Sign in" }).click();
  const dialog = page.getByRole("dialog", { name: "Certificate" });
  await dialog.getByRole("button", { name: "Trust" }).click();
  await expect(page.getByRole("alert")).toContainText("The connection was lost.");
  await expect(page.getByRole("alert")).not.toContainText("not trusted");
  await expect(dialog).toHaveCount(0);
});
