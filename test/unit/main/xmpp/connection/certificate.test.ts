import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { dialDirectTls } from "../../../../../main/xmpp/connection/direct-tls.ts";
import { madeCertificate, type MadeCertificate } from "../../../../support/made-certificate.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const domain = "example.test";
const day = 86_400_000;
const from = (days: number) => new Date(Date.now() + days * day);
/** As node:tls gives a time: without what is below a second. */
const seconds = (date: Date) => Math.floor(date.getTime() / 1000) * 1000;

const root = madeCertificate({ subject: "Root", isAuthority: true });

/** What Kith says of a server that shows this certificate and these others: null when it is believed. */
async function judge(
  shown: MadeCertificate,
  others: readonly MadeCertificate[] = [],
  { name = domain, roots = [root], trusted = null as string | null } = {},
) {
  const cert = [shown, ...others].map(({ pem }) => pem).join("");
  const server = createServer({ cert, key: shown.keyPem }, (socket) => socket.on("error", () => {}));
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const outcome = await dialDirectTls("127.0.0.1", (server.address() as AddressInfo).port, {
    domain: name,
    trusted,
    extraAuthorities: roots.map(({ pem }) => pem),
    timeout: 5_000,
    signal: new AbortController().signal,
    note: () => undefined,
  });
  if (outcome.ok) outcome.value.destroy();
  else if (outcome.failure.certificate === null) throw new Error(outcome.failure.failure.code);
  return outcome.ok ? null : outcome.failure.certificate;
}

test("[T10] a certificate whose time has not come is not called expired", async () => {
  const [validFrom, validTo] = [from(10), from(20)];
  const options = { subject: domain, dnsNames: [domain], validFrom, validTo };
  expect(await judge(madeCertificate({ ...options, issuer: root }))).toMatchObject({
    problems: ["not-yet-valid"],
    validFrom: seconds(validFrom),
    outdated: null,
  });
  expect((await judge(madeCertificate(options)))?.problems).toEqual(["not-yet-valid", "self-signed"]);
});

test("[T10] an authority whose time is over is told with its own date, and one whose time has not come", async () => {
  for (const [validFrom, validTo, problem] of [
    [from(-20), from(-10), "expired"],
    [from(10), from(20), "not-yet-valid"],
  ] as const) {
    const between = madeCertificate({
      subject: "Between",
      issuer: root,
      isAuthority: true,
      validFrom,
      validTo,
    });
    const leaf = madeCertificate({ subject: domain, dnsNames: [domain], issuer: between });
    expect(await judge(leaf, [between])).toMatchObject({
      problems: [problem],
      outdated: { subject: "Between", validFrom: seconds(validFrom), validTo: seconds(validTo) },
    });
  }
});

test("[T10] everything that is wrong is told, not the first of it", async () => {
  const times = { validFrom: from(-20), validTo: from(-10) };
  const wrong = { subject: "other.test", dnsNames: ["other.test"] };
  expect((await judge(madeCertificate({ ...wrong, ...times })))?.problems).toEqual([
    "expired",
    "self-signed",
    "wrong-name",
  ]);
  const unknown = madeCertificate({ subject: "Somebody", isAuthority: true });
  expect((await judge(madeCertificate({ ...wrong, issuer: unknown }), [unknown]))?.problems).toEqual([
    "unknown-issuer",
    "wrong-name",
  ]);
  expect((await judge(madeCertificate({ ...wrong, ...times, issuer: root })))?.problems).toEqual([
    "expired",
    "wrong-name",
  ]);
});

test("[T10] a certificate without a subject is told by its other names, or by none", async () => {
  const named = madeCertificate({
    subject: null,
    dnsNames: ["chat.example", "*.chat.example", "chat.example"],
    srvNames: ["_xmpp-client.im.example"],
    xmppAddresses: ["straße.example"],
  });
  expect(await judge(named)).toMatchObject({
    subject: "",
    names: ["chat.example", "*.chat.example", "im.example", "straße.example"],
    problems: ["self-signed", "wrong-name"],
  });
  expect(await judge(madeCertificate({ subject: null }))).toMatchObject({ subject: "", names: [] });
});

test("[T10] what a certificate says of itself is bounded and readable", async () => {
  const odd = madeCertificate({
    subject: `\u202Eevil\n${"x".repeat(5_000)}`,
    dnsNames: Array.from({ length: 200 }, (_, index) => `${index}.example`),
  });
  const question = await judge(odd);
  expect(question?.subject).toMatch(/^evilx{196}$/);
  expect(question?.names).toHaveLength(5);
});

test.each([
  ["for a client of the domain", { srvNames: ["_xmpp-client.example.test"] }, true],
  ["in other letters", { srvNames: ["_XMPP-Client.Example.TEST"] }, true],
  ["for clients with direct TLS", { srvNames: ["_xmpps-client.example.test"] }, true],
  ["for servers", { srvNames: ["_xmpp-server.example.test"] }, false],
  ["for another service", { srvNames: ["_imap.example.test"] }, false],
  ["for another domain", { srvNames: ["_xmpp-client.other.test"] }, false],
  ["with a wildcard", { srvNames: ["_xmpp-client.*.test", "_xmpp-client.*"] }, false],
  ["without a service", { srvNames: ["example.test"] }, false],
  ["as an XMPP address", { xmppAddresses: ["example.test"] }, true],
  ["as an XMPP address in other letters", { xmppAddresses: ["EXAMPLE.test"] }, true],
  ["as somebody's XMPP address", { xmppAddresses: ["romeo@example.test"] }, false],
  ["as an XMPP address with a resource", { xmppAddresses: ["example.test/x"] }, false],
  ["as an XMPP address with a wildcard", { xmppAddresses: ["*.test"] }, false],
  ["as an XMPP address with more behind it", { xmppAddresses: ["example.test\0.evil.test"] }, false],
  ["as no address", { xmppAddresses: [""] }, false],
  [
    "by the common name beside another service's",
    { srvNames: ["_imap.example.test"], subject: domain },
    false,
  ],
  ["by a host's name beside another service's", { srvNames: ["_imap.x.test"], dnsNames: [domain] }, true],
  ["by the common name alone", { subject: domain }, true],
] as const)("[T10] a certificate that names the domain %s", async (_, names, isNamed) => {
  const leaf = madeCertificate({ subject: null, issuer: root, ...names });
  expect((await judge(leaf))?.problems ?? []).toEqual(isNamed ? [] : ["wrong-name"]);
});

test("[T10] a domain in its own letters is found in both kinds of names", async () => {
  const name = "straße.example";
  for (const names of [{ srvNames: ["_xmpp-client.xn--strae-oqa.example"] }, { xmppAddresses: [name] }])
    expect(await judge(madeCertificate({ subject: null, issuer: root, ...names }), [], { name })).toBeNull();
});

test("[T10] an authority restricted to some hosts cannot certify a service", async () => {
  const options = { subject: "Restricted", isAuthority: true };
  const restricted = madeCertificate({ ...options, issuer: root, permitted: "harmless.test" });
  const leaf = madeCertificate({
    subject: null,
    srvNames: ["_xmpp-client.example.test"],
    issuer: restricted,
  });
  expect((await judge(leaf, [restricted]))?.problems).toEqual(["wrong-name"]);
  // Hidden behind others of its name and key, which nobody trusted has signed.
  const { key } = restricted;
  const fakeRoot = madeCertificate({ subject: "Root", isAuthority: true });
  for (const others of [
    [madeCertificate({ ...options, key }), restricted],
    [restricted, madeCertificate({ ...options, key })],
    [madeCertificate({ ...options, key, issuer: fakeRoot }), fakeRoot, restricted],
    [madeCertificate({ ...options, key, issuer: { key, subject: "Root" } }), restricted],
  ])
    expect((await judge(leaf, others))?.problems).toContain("wrong-name");
});

test("[T10] an unrestricted intermediate authority can certify a service", async () => {
  const between = madeCertificate({ subject: "Between", issuer: root, isAuthority: true });
  const leaf = madeCertificate({ subject: null, xmppAddresses: [domain], issuer: between });
  expect(await judge(leaf, [between])).toBeNull();
});
