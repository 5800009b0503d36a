import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";

/** `tls.getCACertificates` came with Node 22.15; Electron has it, Node 20 does not. */
type WithSystemRoots = typeof tls & { getCACertificates(kind: "system"): string[] };

interface Trusting {
  readonly context: tls.SecureContext;
  /** Whether this certificate is a trusted root, by its SHA-256 fingerprint. */
  readonly isRoot: (fingerprint: string) => boolean;
}

let cached: { readonly key: string; readonly trusting: Trusting } | undefined;

/**
 * The trusted roots: the runtime's, the system's if they can be read, those in the file of
 * NODE_EXTRA_CA_CERTS (read here, because our `ca` replaces Node's defaults and Electron ignores the variable) and
 * `extra`. The last context is cached: making one takes tens of milliseconds.
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

/** Text that is not a certificate adds no trust, but must not prevent a connection. */
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
    return []; // a system store that cannot be read adds no trust; the other roots are used
  }
}

function fileRoots(file: string): string[] {
  if (file === "") return [];
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return []; // as in Node: a missing file adds no trust
  }
}
