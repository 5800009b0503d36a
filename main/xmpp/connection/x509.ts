import { derTag, type DerValue, inside, readDer, readOid } from "./der.ts";

/** The fields of a certificate that Node does not expose (RFC 5280). */
export interface X509Facts {
  /** The signature algorithm's object identifier. */
  readonly signatureAlgorithm: string;
  /**
   * The hash of the channel binding `tls-server-end-point` as node:crypto names it (RFC 5929 4.1). Undefined for
   * signatures without one hash of their own, like Ed25519, which do not have this binding.
   */
  readonly endPointHash: string | undefined;
  /** The subject's alternative names, unchanged. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** `_service.domain` (RFC 4985). */
  readonly srvNames: readonly string[];
  /** JIDs (RFC 6120 13.7.1.4). */
  readonly xmppAddresses: readonly string[];
  /** The authority may certify only some names. node:tls enforces this only for DNS names and IP addresses. */
  readonly hasNameConstraints: boolean;
}

const oid = {
  subjectAltName: "2.5.29.17",
  nameConstraints: "2.5.29.30",
  srvName: "1.3.6.1.5.5.7.8.7",
  xmppAddr: "1.3.6.1.5.5.7.8.5",
  rsaPss: "1.2.840.113549.1.1.10",
} as const;

/** Largest certificate that is read, in bytes. */
const maxSize = 100_000;
/** The most alternative names that are read. */
const maxNames = 1_000;

/** Reads a certificate in DER. Undefined for anything else: the sender is not trusted yet. Never throws. */
export function readX509(der: Buffer): X509Facts | undefined {
  if (der.length > maxSize) return undefined;
  const outer = readDer(der);
  const [toBeSigned, algorithm] = inside(outer?.length === 1 ? outer[0] : undefined) ?? [];
  const fields = inside(toBeSigned);
  const [algorithmId, parameters] = inside(algorithm) ?? [];
  const signatureAlgorithm = readOid(algorithmId);
  if (fields === undefined || signatureAlgorithm === undefined) return undefined;
  const extensions = readExtensions(fields.find(({ tag }) => tag === 0xa3));
  if (extensions === undefined) return undefined;
  const names = readNames(extensions.get(oid.subjectAltName));
  if (names === undefined) return undefined;
  return {
    signatureAlgorithm,
    endPointHash: endPointHash(signatureAlgorithm, parameters),
    hasNameConstraints: extensions.has(oid.nameConstraints),
    ...names,
  };
}

/** The extensions' values by identifier. RFC 5280 4.2: none may occur twice. */
function readExtensions(explicit: DerValue | undefined): Map<string, Buffer> | undefined {
  const found = new Map<string, Buffer>();
  if (explicit === undefined) return found;
  const [list, ...more] = inside(explicit) ?? [];
  const extensions = more.length === 0 ? inside(list) : undefined;
  for (const extension of extensions ?? []) {
    const parts = inside(extension) ?? [];
    const id = readOid(parts[0]);
    const value = parts.at(-1);
    if (id === undefined || value?.tag !== derTag.octetString || found.has(id)) return undefined;
    found.set(id, value.content);
  }
  return extensions && found;
}

type Names = Pick<X509Facts, "dnsNames" | "ipAddresses" | "srvNames" | "xmppAddresses">;

/** RFC 5280 4.2.1.6. */
function readNames(extension: Buffer | undefined): Names | undefined {
  const names = {
    dnsNames: [] as string[],
    ipAddresses: [] as string[],
    srvNames: [] as string[],
    xmppAddresses: [] as string[],
  };
  if (extension === undefined) return names;
  const outer = readDer(extension);
  const given = outer?.length === 1 ? inside(outer[0]) : undefined;
  for (const name of given?.slice(0, maxNames) ?? []) {
    if (name.tag === 0x82) names.dnsNames.push(name.content.toString("latin1"));
    else if (name.tag === 0x87) names.ipAddresses.push(...readIpAddress(name.content));
    else if (name.tag === 0xa0) {
      const [id, explicit] = inside(name) ?? [];
      const [text] = inside(explicit) ?? [];
      const kind = readOid(id);
      // The text is an IA5String in the one, a UTF8String in the other.
      if (kind === oid.srvName && text?.tag === 0x16) names.srvNames.push(text.content.toString("latin1"));
      if (kind === oid.xmppAddr && text?.tag === 0x0c) names.xmppAddresses.push(text.content.toString());
    }
  }
  return given && names;
}

function readIpAddress(bytes: Buffer): string[] {
  if (bytes.length === 4) return [bytes.join(".")];
  if (bytes.length !== 16) return [];
  const parts = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return [parts.join(":")];
}

/** RFC 5929 4.1: the signature's hash, but SHA-256 in place of MD5 and SHA-1. */
function endPointHash(algorithm: string, parameters: DerValue | undefined): string | undefined {
  if (algorithm !== oid.rsaPss) return hashOfSignature.get(algorithm);
  // RFC 4055 3.1: SHA-1 unless the parameters name another.
  const given = inside(parameters)?.find(({ tag }) => tag === 0xa0);
  if (given === undefined) return "sha256";
  const [hash] = inside(inside(given)?.[0]) ?? [];
  return hashes.get(readOid(hash) ?? "");
}

const hashes: ReadonlyMap<string, string> = new Map([
  ["1.3.14.3.2.26", "sha256"], // SHA-1
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
  ["2.16.840.1.101.3.4.2.4", "sha224"],
  ["2.16.840.1.101.3.4.2.5", "sha512-224"],
  ["2.16.840.1.101.3.4.2.6", "sha512-256"],
  ["2.16.840.1.101.3.4.2.7", "sha3-224"],
  ["2.16.840.1.101.3.4.2.8", "sha3-256"],
  ["2.16.840.1.101.3.4.2.9", "sha3-384"],
  ["2.16.840.1.101.3.4.2.10", "sha3-512"],
]);

const rsa = "1.2.840.113549.1.1";
const ecdsa = "1.2.840.10045.4";
const nist = "2.16.840.1.101.3.4.3";

const hashOfSignature: ReadonlyMap<string, string> = new Map([
  [`${rsa}.4`, "sha256"], // MD5
  [`${rsa}.5`, "sha256"], // SHA-1
  [`${rsa}.11`, "sha256"],
  [`${rsa}.12`, "sha384"],
  [`${rsa}.13`, "sha512"],
  [`${rsa}.14`, "sha224"],
  [`${rsa}.15`, "sha512-224"],
  [`${rsa}.16`, "sha512-256"],
  ["1.2.840.10040.4.3", "sha256"], // DSA with SHA-1
  [`${ecdsa}.1`, "sha256"], // SHA-1
  [`${ecdsa}.3.1`, "sha224"],
  [`${ecdsa}.3.2`, "sha256"],
  [`${ecdsa}.3.3`, "sha384"],
  [`${ecdsa}.3.4`, "sha512"],
  [`${nist}.1`, "sha224"], // DSA
  [`${nist}.2`, "sha256"],
  [`${nist}.3`, "sha384"],
  [`${nist}.4`, "sha512"],
  [`${nist}.9`, "sha3-224"], // ECDSA
  [`${nist}.10`, "sha3-256"],
  [`${nist}.11`, "sha3-384"],
  [`${nist}.12`, "sha3-512"],
  [`${nist}.13`, "sha3-224"], // RSA
  [`${nist}.14`, "sha3-256"],
  [`${nist}.15`, "sha3-384"],
  [`${nist}.16`, "sha3-512"],
]);
