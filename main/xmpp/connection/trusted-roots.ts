import { readFileSync } from "node:fs";
import tls from "node:tls";

/** `tls.getCACertificates` came with Node 22.15; Electron has it, Node 20 has not. */
type WithSystemRoots = typeof tls & { getCACertificates(kind: "system"): string[] };

let cached: { readonly key: string; readonly context: tls.SecureContext } | undefined;

/**
 * The certificates that may vouch for a server: the runtime's, the system's where it can be asked, those in the file of
 * NODE_EXTRA_CA_CERTS (read here, because a `ca` of ours replaces Node's defaults and Electron ignores the variable) and
 * `extra`. The last context made is kept: making one takes tens of milliseconds.
 */
export function trustContext(extra: readonly string[]): tls.SecureContext {
  const file = process.env["NODE_EXTRA_CA_CERTS"] ?? "";
  const key = [file, ...extra].join("\n");
  if (cached?.key !== key) {
    const ca = [
      ...tls.rootCertificates,
      ...systemRoots(),
      ...[...fileRoots(file), ...extra].filter(isReadable),
    ];
    cached = { key, context: tls.createSecureContext({ ca, minVersion: "TLSv1.2" }) };
  }
  return cached.context;
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
