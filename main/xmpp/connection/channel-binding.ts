import { createHash } from "node:crypto";
import { TLSSocket } from "node:tls";
import { readX509 } from "./x509.ts";

/** The channel bindings Kith can compute, best first (RFC 9266, RFC 5929). */
export const bindingNames = ["tls-exporter", "tls-server-end-point", "tls-unique"] as const;
export type BindingName = (typeof bindingNames)[number];

/**
 * The bytes that tie a sign-in to this TLS connection, for each binding it supports, best first. Empty for a socket
 * without TLS.
 */
export function channelBindings(socket: unknown): ReadonlyMap<BindingName, Buffer> {
  const found = new Map<BindingName, Buffer>();
  if (!(socket instanceof TLSSocket)) return found;
  for (const name of bindingNames) {
    const bytes = compute[name](socket);
    if (bytes !== undefined && bytes.length > 0) found.set(name, bytes);
  }
  return found;
}

const compute: Readonly<Record<BindingName, (socket: TLSSocket) => Buffer | undefined>> = {
  "tls-exporter"(socket) {
    try {
      // RFC 9266 2: an empty context, which is not the same as none before TLS 1.3.
      return socket.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));
    } catch {
      return undefined; // a TLS library without it: the other bindings remain
    }
  },

  /** RFC 5929 4: the certificate's hash. Signatures without a hash of their own do not have this binding. */
  "tls-server-end-point"(socket) {
    const der: unknown = socket.getPeerCertificate().raw;
    const hash = Buffer.isBuffer(der) ? readX509(der)?.endPointHash : undefined;
    if (!Buffer.isBuffer(der) || hash === undefined) return undefined;
    try {
      return createHash(hash).update(der).digest();
    } catch {
      return undefined; // a hash this runtime does not have
    }
  },

  /**
   * RFC 5929 3: the first Finished message of the handshake. It is the client's, but the server's where a session was
   * resumed. TLS 1.3 does not have it (RFC 8446 C.5).
   */
  "tls-unique"(socket) {
    if (socket.getProtocol() !== "TLSv1.2") return undefined;
    return socket.isSessionReused() ? socket.getPeerFinished() : socket.getFinished();
  },
};
