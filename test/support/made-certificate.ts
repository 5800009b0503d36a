import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A handmade certificate, so that it can be wrong in ways that no tool offers. */
export interface MadeCertificate {
  readonly pem: string;
  readonly keyPem: string;
  readonly key: KeyObject;
  readonly subject: string | null;
}

export interface CertificateOptions {
  /** The common name; null for a certificate without a subject. */
  readonly subject: string | null;
  readonly dnsNames?: readonly string[];
  readonly srvNames?: readonly string[];
  readonly xmppAddresses?: readonly string[];
  /** Who signs it; itself unless given. */
  readonly issuer?: Pick<MadeCertificate, "key" | "subject">;
  readonly validFrom?: Date;
  readonly validTo?: Date;
  readonly isAuthority?: boolean;
  /** The only domain for which the authority may issue certificates. */
  readonly permitted?: string;
  /** An existing key. */
  readonly key?: KeyObject;
}

const day = 86_400_000;

/** Makes an X.509 certificate (RFC 5280) with a P-256 key. */
export function madeCertificate(options: CertificateOptions): MadeCertificate {
  const key = options.key ?? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const { subject, issuer = { key, subject } } = options;
  const algorithm = sequence(oid("2a8648ce3d040302"));
  const times = [
    options.validFrom ?? new Date(Date.now() - day),
    options.validTo ?? new Date(Date.now() + day),
  ].map((date) => der(0x18, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d+/g, ""))));
  const spki = publicKeyOf(key);
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    nameOf(issuer.subject),
    sequence(...times),
    nameOf(subject),
    spki,
    der(0xa3, sequence(...extensionsOf(options))),
  );
  const signature = sign("sha256", toBeSigned, issuer.key);
  const bytes = sequence(toBeSigned, algorithm, der(0x03, Buffer.from([0]), signature));
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${(bytes.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`,
    keyPem: key.export({ type: "pkcs8", format: "pem" }).toString(),
    key,
    subject,
  };
}

function extensionsOf(options: CertificateOptions): Buffer[] {
  const names = [
    ...(options.dnsNames ?? []).map((name) => der(0x82, Buffer.from(name))),
    ...(options.srvNames ?? []).map((name) => otherName("2b06010505070807", 0x16, name)),
    ...(options.xmppAddresses ?? []).map((name) => otherName("2b06010505070805", 0x0c, name)),
  ];
  const isTrue = der(0x01, Buffer.from([0xff]));
  return [
    ...(names.length === 0 ? [] : [extension("551d11", sequence(...names))]),
    ...(options.isAuthority === true ? [extension("551d13", sequence(isTrue), isTrue)] : []),
    ...(options.permitted === undefined
      ? []
      : [
          extension(
            "551d1e",
            sequence(der(0xa0, sequence(der(0x82, Buffer.from(options.permitted))))),
            isTrue,
          ),
        ]),
  ];
}

function extension(id: string, value: Buffer, critical: Buffer = Buffer.alloc(0)): Buffer {
  return sequence(oid(id), critical, der(0x04, value));
}

function otherName(id: string, tag: number, text: string): Buffer {
  return der(0xa0, oid(id), der(0xa0, der(tag, Buffer.from(text))));
}

function nameOf(commonName: string | null): Buffer {
  return commonName === null
    ? sequence()
    : sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(commonName)))));
}

function publicKeyOf(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const point = Buffer.concat([
    Buffer.from([0, 4]),
    Buffer.from(x, "base64url"),
    Buffer.from(y, "base64url"),
  ]);
  return sequence(sequence(oid("2a8648ce3d0201"), oid("2a8648ce3d030107")), der(0x03, point));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
