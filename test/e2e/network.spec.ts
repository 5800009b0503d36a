import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { loopbackProxy } from "../support/loopback-proxy.ts";
import { madeCertificate } from "../support/made-certificate.ts";
import { expect, signInAt, test } from "./fixture.ts";
import { changeElsewhere } from "./organise.ts";

const header = `<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">`;

/** Somebody on the way who answers in the server's place. Gives all that was said to them. */
async function impostor(
  answer: (socket: Socket, said: string) => void,
): Promise<{ port: number; heard: () => string; stop: () => void }> {
  let heard = "";
  const listen = (socket: Socket) => {
    socket.on("error", () => {}); // Kith leaves
    socket.on("data", (data: Buffer) => {
      heard += data.toString();
      answer(socket, data.toString());
    });
  };
  const server = createServer(listen);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, heard: () => heard, stop: () => server.close() };
}

test("[D17] when the network is back, a connection that died silently is detected and replaced", async ({
  page,
  account,
  device,
  server,
  start,
}) => {
  const between = await loopbackProxy(server.starttlsPort);
  const juliet = await account();
  await (await start()).open(page);
  await signInAt(page, juliet, between.port);

  between.freeze();
  const other = await device(juliet);
  await changeElsewhere(other, { jid: "paris@example.test", name: "Paris" });
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  // Without that event, Kith would check a silent connection only after a minute.
  await expect(page.getByRole("treeitem", { name: /^Paris,/ })).toBeVisible({ timeout: 25_000 });
  await between.close();
});

test('[T12] [T21] a server that cannot be reached, or is forged, is not "Offline", and is tried until it is there', async ({
  page,
  account,
  server,
  start,
}) => {
  const between = await loopbackProxy(server.starttlsPort);
  const liar = await impostor((socket, said) => {
    const error = `<stream:error><conflict xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>`;
    if (said.includes("<stream:stream")) socket.end(`${header}${error}</stream:stream>`);
  });
  const closed = createServer();
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  const nobody = (closed.address() as AddressInfo).port;
  closed.close();
  const juliet = await account([{ jid: "romeo@example.test", name: "Romeo", subscription: "none" }]);
  await (await start()).open(page);
  await signInAt(page, juliet, between.port);

  const status = page.getByRole("status").filter({ hasText: /example\.test|Another program|lost/ });
  between.leadTo(liar.port);
  between.cut();
  await expect(status).toContainText(/^Another program signed in.* Reconnecting/, { timeout: 15_000 });
  await expect(page.getByRole("treeitem", { name: /^Romeo/ })).toBeVisible();
  between.leadTo(nobody);
  await page.getByRole("button", { name: "Try now" }).click();
  await expect(status).toContainText(/Reconnecting/, { timeout: 15_000 });
  await expect(page.getByText("Offline", { exact: true })).toHaveCount(0);
  between.leadTo(server.starttlsPort);
  // Kith retries by itself, although an answer before TLS claimed that another program had replaced this one.
  await expect(page.getByRole("button", { name: "Try now" })).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole("treeitem", { name: /^Romeo, offline/ })).toBeVisible();
  liar.stop();
  await between.close();
});

test("[T21] an untrusted certificate while reconnecting is a question and does not end the session", async ({
  page,
  account,
  server,
  start,
}) => {
  const between = await loopbackProxy(server.starttlsPort);
  const { pem, keyPem } = madeCertificate({ subject: "portal.hotel.example" });
  let underTls = "";
  const portal = await impostor((socket, said) => {
    if (said.includes("<stream:stream"))
      socket.write(
        `${header}<stream:features><starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/></stream:features>`,
      );
    if (!said.includes("<starttls")) return;
    socket.removeAllListeners("data");
    socket.write(`<proceed xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>`);
    const secureContext = createSecureContext({ cert: pem, key: keyPem });
    const secured = new TLSSocket(socket, { isServer: true, secureContext });
    secured.on("error", () => {}); // Kith leaves
    secured.on("data", (data: Buffer) => (underTls += data.toString()));
  });
  const juliet = await account();
  await (await start()).open(page);
  await signInAt(page, juliet, between.port);

  between.leadTo(portal.port);
  between.cut();
  await page.getByRole("button", { name: "Certificate…" }).click({ timeout: 15_000 });
  const dialog = page.getByRole("dialog", { name: "Certificate" });
  await expect(dialog).toContainText("is self-signed, so its owner cannot be verified");
  await expect(dialog).toContainText("The certificate is for portal.hotel.example, not for example.test.");
  expect(underTls).toBe("");
  between.leadTo(server.starttlsPort);
  // The question disappears once the server's own certificate is back.
  await expect(dialog).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Try now" })).toHaveCount(0);
  expect(portal.heard()).not.toContain("juliet");
  portal.stop();
  await between.close();
});

test("[P10] a person whose server is unreachable is marked as that, until presence arrives", async ({
  page,
  account,
  device,
  signIn,
  server,
}) => {
  const romeo = await account([], [], "romeo");
  const juliet = await account([{ jid: romeo.address, name: "Romeo", subscription: "both" }]);
  await server.seedRoster(romeo.user, [{ jid: juliet.address, name: "Juliet", subscription: "both" }]);
  await signIn(juliet);
  const his = await device(romeo);
  const row = (words: string) => page.getByRole("treeitem", { name: `Romeo, ${words}` });
  await expect(row("available")).toBeVisible();

  const hers = await his.waitFor((one) => one.attrs["from"]?.startsWith(`${juliet.address}/`) === true);
  await his.send(
    `<presence type="error" to="${hers.attrs["from"] ?? ""}"><error type="wait"><remote-server-timeout xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></presence>`,
  );
  await expect(row("offline, Their server cannot be reached")).toBeVisible();
  await his.send(`<presence><show>away</show></presence>`);
  await expect(row("away")).toBeVisible();
});
