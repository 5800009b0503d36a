import tls, { type DetailedPeerCertificate, type PeerCertificate, type TLSSocket } from "node:tls";
import { domainToASCII } from "node:url";
import type { Certificate } from "../../../app/session.ts";

/**
 * Null when the server may be believed to be `domain` (A-labels): somebody trusted vouches for its certificate and the
 * certificate names the JID's domain, not the host we dialled (RFC 6120 13.7.2.1); or it is the one certificate the
 * person trusted for this account. Otherwise the certificate, with what is wrong with it, to be put as a question.
 */
export function judgeCertificate(
  socket: TLSSocket,
  domain: string,
  trusted: string | null,
): Certificate | null {
  const peer = socket.getPeerCertificate();
  if (trusted !== null && peer.fingerprint256 === trusted) return null;
  const problem = chainProblem(socket) ?? (names(peer, domain) ? null : "wrong-name");
  if (problem === null) return null;
  return {
    fingerprint: peer.fingerprint256 ?? "",
    subject: commonName(peer.subject),
    issuer: commonName(peer.issuer),
    validFrom: Date.parse(peer.valid_from) || 0,
    validTo: Date.parse(peer.valid_to) || 0,
    problem,
    isChanged: trusted !== null,
  };
}

function chainProblem(socket: TLSSocket): Exclude<Certificate["problem"], "wrong-name"> | null {
  if (socket.authorized) return null;
  // Node declares an Error and gives a code.
  switch (String(socket.authorizationError)) {
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return "expired";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return "self-signed";
    default:
      return "unknown-issuer";
  }
}

function names(peer: PeerCertificate | DetailedPeerCertificate, domain: string): boolean {
  return tls.checkServerIdentity(domain.replace(/^\[|\]$/g, ""), peer) === undefined;
}

function commonName(name: tls.Certificate | undefined): string {
  const given: unknown = name?.CN ?? name?.O;
  return Array.isArray(given) ? given.join(", ") : typeof given === "string" ? given : "";
}

/** The domain of a JID as certificates, SNI and DNS know it. */
export function toALabels(domain: string): string {
  return domainToASCII(domain) || domain;
}
