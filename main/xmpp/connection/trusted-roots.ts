import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";

/** `tls.getCACertificates` came with Node 22.15; Electron has it, Node 20 has not. */
type WithSystemRoots = typeof tls & { getCACertificates(kind: "system"): string[] };

interface Trusting {
  readonly context: tls.SecureContext;
  /** Whether this certificate is one of those that may vouch, by its SHA-256 fingerprint. */
  readonly isRoot: (fingerprint: string) => boolean;
}

let cached: { readonly key: string; readonly trusting: Trusting } | undefined;

/**
 * The certificates that may vouch for a server: the runtime's, the system's where it can be asked, those in the file of
 * NODE_EXTRA_CA_CERTS (read here, because a `ca` of ours replaces Node's defaults and Electron ignores the variable) and
 * `extra`. The last context made is kept: making one takes tens of milliseconds.
 */
export function trustedRoots(extra: readonly string[]): Trusting {
  const file = process.env["NODE_EXTRA_CA_CERTS"] ?? "";
  const key = [file, ...extra].join("\n");
  if (cached?.key !== key) {
    const ca = [
      ...tls.rootCertificates,
      ...systemRoots(),
      ...[...fileRoots(file), ...extra].filter(isReadable),
    ];
    let fingerprints: ReadonlySet<string> | undefined;
    const isRoot = (fingerprint: string) => (fingerprints ??= fingerprintsOf(ca)).has(fingerprint);
    cached = { key, trusting: { context: tls.createSecureContext({ ca, minVersion: "TLSv1.2" }), isRoot } };
  }
  return cached.trusting;
}

function fingerprintsOf(ca: readonly string[]): ReadonlySet<string> {
  const each = ca.flatMap(
    (pem) => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
  return new Set(each.map((pem) => new X509Certificate(pem).fingerprint256));
}

/** What is no certificate adds no trust; it must not keep anybody from connecting. */
function isReadable(pem: string): boolean {
  try {
    tls.createSecureContext({ ca: pem });
    return true;
  } catch {
    return false;
  }
}

function systemRoots(): string[] {
  try {
    return "getCACertificates" in tls ? (tls as WithSystemRoots).getCACertificates("system") : [];
  } catch {
    return []; // a system whose store cannot be read adds no trust; the other roots stand
  }
}

function fileRoots(file: string): string[] {
  if (file === "") return [];
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return []; // as Node does: a file that is not there adds no trust
  }
}
