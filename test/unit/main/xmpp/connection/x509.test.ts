import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readX509 } from "../../../../../main/xmpp/connection/x509.ts";
import { scratchFolder } from "../../../../servers/scratch-folder.ts";

const folder = scratchFolder("x509");
afterAll(() => folder.remove());

let made = 0;
/** A self-signed certificate with these names, as `openssl` writes them in its configuration. */
function certificate(names: readonly string[], ...args: readonly string[]): Buffer {
  made += 1;
  const path = (ending: string) => join(folder.path, `${made}.${ending}`);
  const alternatives = names.length === 0 ? [] : ["subjectAltName=@names", "[names]", ...names];
  const sections = ["[req]", "distinguished_name=none", "x509_extensions=all", "utf8=yes", "[none]", "[all]"];
  writeFileSync(path("cnf"), [...sections, ...alternatives].join("\n"));
  const key = args.includes("-newkey") ? [] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const files = ["-keyout", path("key"), "-out", path("der"), "-outform", "DER", "-config", path("cnf")];
  execFileSync("openssl", ["req", "-x509", "-nodes", "-subj", "/CN=x", ...files, ...key, ...args], {
    stdio: "pipe",
  });
  return readFileSync(path("der"));
}

const names = [
  "DNS.1=example.test",
  "DNS.2=*.example.test",
  "IP.1=192.0.2.7",
  "IP.2=2001:db8::7",
  "email.1=juliet@example.test",
  "otherName.1=1.3.6.1.5.5.7.8.7;IA5:_xmpp-client.example.test",
  "otherName.2=1.3.6.1.5.5.7.8.5;FORMAT:UTF8,UTF8:exämple.test",
  "otherName.3=1.2.3.4;UTF8:unknown.test",
];

/** One DER value, for what no tool would make. */
function der(tag: number, ...content: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  const size = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const someAlgorithm = der(0x30, der(0x06, Buffer.from([0x2b, 0x65, 0x70])));
const altNameId = der(0x06, Buffer.from([0x55, 0x1d, 0x11]));
const srvNameId = der(0x06, Buffer.from([0x2b, 6, 1, 5, 5, 7, 8, 7]));

/** As much of a certificate as is read, with these extensions. */
function minimal(...extensions: readonly Buffer[]): Buffer {
  return der(0x30, der(0x30, der(0xa3, der(0x30, ...extensions))), someAlgorithm, der(0x03, "\0"));
}

test("[T14] whatever was changed or cut off in a certificate, reading it ends and does not throw", () => {
  const good = certificate(names);
  for (let size = 0; size < good.length; size += 1) expect(readX509(good.subarray(0, size))).toBeUndefined();
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(changes, (changed) => {
      const bytes = Buffer.from(good);
      for (const [index, byte] of changed) bytes[index] = byte;
      readX509(bytes);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      readX509(Buffer.from(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["no DER", Buffer.from("-----BEGIN CERTIFICATE-----")],
  ["a length that never ends", Buffer.from([0x30, 0x80, 0, 0])],
  ["a length beyond all memory", Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])],
  ["a length in more bytes than numbers have", Buffer.from([0x30, 0x88, 0, 0, 0, 0, 0, 0, 0, 0])],
  ["a tag of many bytes", Buffer.from([0x3f, 0x81, 0x01, 0x00])],
  ["two certificates", Buffer.concat([minimal(), minimal()])],
  ["a thing after the certificate", Buffer.concat([minimal(), Buffer.from([0])])],
  ["one too large", Buffer.concat([minimal(), Buffer.alloc(100_000)])],
  ["an extension given twice", minimal(...[1, 2].map(() => der(0x30, altNameId, der(0x04, der(0x30)))))],
  ["an extension without a value", minimal(der(0x30, altNameId))],
  ["names that are no list", minimal(der(0x30, altNameId, der(0x04, der(0x04, "x"))))],
])("[T14] %s is no certificate", (_, bytes) => {
  expect(readX509(bytes)).toBeUndefined();
});

test("[T14] of many names the first thousand are read, and deep nesting is not followed", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => der(0x82, `${index}.test`));
  const read = readX509(minimal(der(0x30, altNameId, der(0x04, der(0x30, ...many)))));
  expect(read?.dnsNames).toHaveLength(1_000);
  let nested = der(0x16, "x.test");
  for (let depth = 0; depth < 5_000; depth += 1) nested = der(0xa0, nested);
  const deep = readX509(minimal(der(0x30, altNameId, der(0x04, der(0x30, der(0xa0, srvNameId, nested))))));
  expect(deep?.srvNames).toEqual([]);
});

test("[T10] the names of a service and of an XMPP address are read besides those of hosts", () => {
  expect(readX509(certificate(names))).toEqual({
    signatureAlgorithm: "1.2.840.10045.4.3.2",
    endPointHash: "sha256",
    dnsNames: ["example.test", "*.example.test"],
    ipAddresses: ["192.0.2.7", "2001:db8:0:0:0:0:0:7"],
    srvNames: ["_xmpp-client.example.test"],
    xmppAddresses: ["exämple.test"],
    hasNameConstraints: false,
  });
  expect(readX509(certificate([]))).toMatchObject({ dnsNames: [], srvNames: [] });
});

test("[T10] a name of a service counts in its own type of text alone", () => {
  const read = readX509(
    certificate([
      "otherName.1=1.3.6.1.5.5.7.8.7;UTF8:_xmpp-client.example.test",
      "otherName.2=1.3.6.1.5.5.7.8.5;IA5:example.test",
    ]),
  );
  expect(read).toMatchObject({ srvNames: [], xmppAddresses: [] });
});

test("[T10] an authority restricted to some names is recognised as restricted", () => {
  const constrained = certificate([], "-addext", "nameConstraints=permitted;DNS:example.test");
  expect(readX509(constrained)).toMatchObject({ hasNameConstraints: true });
});

test.each([
  ["P-256", "ec_paramgen_curve:P-256", ["-sha256"], "1.2.840.10045.4.3.2", "sha256"],
  ["P-256 and SHA-1", "ec_paramgen_curve:P-256", ["-sha1"], "1.2.840.10045.4.1", "sha256"],
  ["P-384", "ec_paramgen_curve:P-384", ["-sha384"], "1.2.840.10045.4.3.3", "sha384"],
  ["RSA", "rsa_keygen_bits:2048", ["-sha512"], "1.2.840.113549.1.1.13", "sha512"],
  ["RSA and MD5", "rsa_keygen_bits:2048", ["-md5"], "1.2.840.113549.1.1.4", "sha256"],
  [
    "RSA-PSS",
    "rsa_keygen_bits:2048",
    ["-sha384", "-sigopt", "rsa_padding_mode:pss"],
    "1.2.840.113549.1.1.10",
    "sha384",
  ],
  [
    "RSA-PSS and SHA-1, which it need not name",
    "rsa_keygen_bits:2048",
    ["-sha1", "-sigopt", "rsa_padding_mode:pss"],
    "1.2.840.113549.1.1.10",
    "sha256",
  ],
])("the hash that binds a channel to a certificate signed with %s", (_, option, args, algorithm, hash) => {
  const kind = option.startsWith("rsa") ? "rsa" : "ec";
  expect(readX509(certificate([], "-newkey", kind, "-pkeyopt", option, ...args))).toMatchObject({
    signatureAlgorithm: algorithm,
    endPointHash: hash,
  });
});

test("a certificate signed with Ed25519 binds no channel", () => {
  const read = readX509(certificate([], "-newkey", "ed25519"));
  expect(read).toMatchObject({ signatureAlgorithm: "1.3.101.112", endPointHash: undefined });
});

test("every authority that the runtime trusts can be read", () => {
  for (const pem of rootCertificates) {
    const read = readX509(new X509Certificate(pem).raw);
    expect(read?.endPointHash).toMatch(/^sha/);
  }
});
