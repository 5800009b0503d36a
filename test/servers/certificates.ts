import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type CertificateKind = "good" | "expired" | "other-name" | "self-signed";

export interface CertificateFiles {
  readonly crt: string;
  readonly key: string;
  /** Certificate and key in one file. */
  readonly pem: string;
}

/** A private certificate authority in a folder, and leaf certificates for example.test signed by it. */
export interface Authority {
  readonly pem: string;
  readonly leaf: (kind: CertificateKind) => CertificateFiles;
}

export function makeAuthority(folder: string): Authority {
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
    "-days",
    "30",
    "-subj",
    "/CN=Kith test authority",
  );
  return {
    pem: readFileSync(path("ca.crt"), "utf8"),
    leaf(kind) {
      const name = kind === "other-name" ? "other.test" : "example.test";
      const files = { crt: path(`${kind}.crt`), key: path(`${kind}.key`), pem: path(`${kind}.pem`) };
      if (kind === "self-signed") {
        openssl(
          "req",
          "-x509",
          ...newKey,
          "-keyout",
          files.key,
          "-out",
          files.crt,
          "-days",
          "30",
          "-subj",
          `/CN=${name}`,
          "-addext",
          `subjectAltName=DNS:${name}`,
        );
      } else {
        const extensions = path(`${kind}.ext`);
        writeFileSync(extensions, `subjectAltName=DNS:${name}\nbasicConstraints=CA:FALSE\n`);
        openssl(
          "req",
          "-new",
          ...newKey,
          "-keyout",
          files.key,
          "-out",
          `${kind}.csr`,
          "-subj",
          `/CN=${name}`,
        );
        openssl(
          "x509",
          "-req",
          "-in",
          `${kind}.csr`,
          "-CA",
          "ca.crt",
          "-CAkey",
          "ca.key",
          "-CAcreateserial",
          "-out",
          files.crt,
          "-days",
          kind === "expired" ? "-1" : "30",
          "-extfile",
          extensions,
        );
      }
      writeFileSync(files.pem, readFileSync(files.crt, "utf8") + readFileSync(files.key, "utf8"), {
        mode: 0o600,
      });
      return files;
    },
  };
}
