import { X509Certificate } from "node:crypto";
import tls, { type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { domainToASCII } from "node:url";
import { parseJid } from "../../../app/jid.ts";
import type { Certificate, CertificateProblem, Validity } from "../../../app/session.ts";
import { readX509, type X509Facts } from "./x509.ts";

/** The longest chain that is checked, from the server's own certificate to the trusted one, both included. */
const maxChain = 10;
/** How many names are shown, and how many characters of each. */
const maxNames = 5;
const maxText = 200;

/**
 * Null if the server has proved to be `domain` (A-labels): a trusted authority issued its certificate, and the
 * certificate names the JID's domain, not the host we connected to (RFC 6120 13.7.2.1); or it is the one certificate that the
 * person trusted for this account. Otherwise the certificate and its problems, for a question to the person.
 */
export function judgeCertificate(
  socket: TLSSocket,
  domain: string,
  trusted: string | null,
  isRoot: (fingerprint: string) => boolean,
): Certificate | null {
  const peer = socket.getPeerCertificate(true);
  if (trusted !== null && peer.fingerprint256 === trusted) return null;
  const chain = chainOf(peer);
  const facts = Buffer.isBuffer(peer.raw) ? readX509(peer.raw) : undefined;
  const isNamed = namesHost(peer, facts, domain) || namesService(chain, facts, domain, isRoot);
  if (socket.authorized && isNamed) return null;
  const outdated = socket.authorized
    ? undefined
    : chain.find((one) => timeProblem(one, Date.now()) !== undefined);
  const problems = socket.authorized ? [] : chainProblems(socket, chain, outdated, isRoot);
  return {
    fingerprint: peer.fingerprint256 ?? "",
    subject: commonName(peer.subject),
    issuer: commonName(peer.issuer),
    names: shownNames(peer, facts),
    ...validityOf(peer),
    problems: isNamed ? problems : [...problems, "wrong-name"],
    outdated:
      outdated === undefined || outdated === peer
        ? null
        : { subject: commonName(outdated.subject), ...validityOf(outdated) },
    isChanged: trusted !== null,
  };
}

/** The server's certificate and its issuers, as they were sent: they prove nothing yet. */
function chainOf(peer: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  // Node leaves out a missing issuer, and gives a self-signed certificate as its own issuer.
  let one: DetailedPeerCertificate | undefined = peer;
  for (; one !== undefined && chain.length < maxChain && !chain.includes(one); one = one.issuerCertificate)
    chain.push(one);
  return chain;
}

function chainProblems(
  socket: TLSSocket,
  chain: readonly DetailedPeerCertificate[],
  outdated: DetailedPeerCertificate | undefined,
  isRoot: (fingerprint: string) => boolean,
): CertificateProblem[] {
  const [peer] = chain;
  const time = outdated && timeProblem(outdated, Date.now());
  const isSelfSigned = chain.length === 1 && peer?.issuerCertificate === peer;
  const isOnlyTime = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(String(socket.authorizationError));
  const issuer = isSelfSigned ? "self-signed" : "unknown-issuer";
  const isIssuerGood = isSelfSigned ? isRoot(peer?.fingerprint256 ?? "") : isOnlyTime && time !== undefined;
  return [...(time === undefined ? [] : [time]), ...(isIssuerGood ? [] : ([issuer] as const))];
}

function timeProblem(certificate: DetailedPeerCertificate, now: number): CertificateProblem | undefined {
  const { validFrom, validTo } = validityOf(certificate);
  return validTo < now ? "expired" : validFrom > now ? "not-yet-valid" : undefined;
}

function validityOf({ valid_from, valid_to }: DetailedPeerCertificate): Validity {
  return { validFrom: Date.parse(valid_from) || 0, validTo: Date.parse(valid_to) || 0 };
}

/** RFC 6125 6.4.4: the common name counts only in a certificate without alternative names. Node reads only host names. */
function namesHost(peer: DetailedPeerCertificate, facts: X509Facts | undefined, domain: string): boolean {
  if (tls.checkServerIdentity(domain.replace(/^\[|\]$/g, ""), peer) !== undefined) return false;
  if (facts === undefined) return true;
  const { dnsNames, ipAddresses, srvNames, xmppAddresses } = facts;
  const hasOthersAlone = dnsNames.length === 0 && ipAddresses.length === 0;
  return !hasOthersAlone || (srvNames.length === 0 && xmppAddresses.length === 0);
}

/**
 * The names of RFC 4985 and of RFC 6120 13.7.1.4. OpenSSL does not check whether an authority may certify them, so they count
 * only if none in the chain is restricted to some names. We check the chain here, because Node builds its own by name alone.
 */
function namesService(
  chain: readonly DetailedPeerCertificate[],
  facts: X509Facts | undefined,
  domain: string,
  isRoot: (fingerprint: string) => boolean,
): boolean {
  if (facts === undefined) return false;
  const services = [`_xmpp-client.${domain}`, `_xmpps-client.${domain}`];
  const isNamed =
    facts.srvNames.some((name) => services.includes(name.toLowerCase())) ||
    facts.xmppAddresses.some((address) => isDomain(address, domain));
  return isNamed && isRoot(chain.at(-1)?.fingerprint256 ?? "") && isUnrestricted(chain);
}

function isDomain(address: string, domain: string): boolean {
  const given = parseJid(address);
  const wanted = parseJid(domain);
  return given.ok && wanted.ok && given.value.bareJid === wanted.value.bareJid && !/[@/]/.test(address);
}

function isUnrestricted(chain: readonly DetailedPeerCertificate[]): boolean {
  const certificates = chain.map(({ raw }) => new X509Certificate(raw));
  return certificates.every((one, index) => {
    const issuer = certificates[index + 1];
    const isVouchedFor = issuer === undefined || (one.checkIssued(issuer) && one.verify(issuer.publicKey));
    return isVouchedFor && readX509(one.raw)?.hasNameConstraints === false;
  });
}

function shownNames(peer: DetailedPeerCertificate, facts: X509Facts | undefined): string[] {
  const alternatives = facts && [
    ...facts.dnsNames,
    ...facts.srvNames.map((name) => name.replace(/^_[^.]*\./, "")),
    ...facts.xmppAddresses,
    ...facts.ipAddresses,
  ];
  const names = alternatives?.length ? alternatives : [commonName(peer.subject)];
  return [...new Set(names.map(shown))].filter((name) => name !== "").slice(0, maxNames);
}

function commonName(name: tls.Certificate | undefined): string {
  const given: unknown = name?.CN ?? name?.O;
  return shown(Array.isArray(given) ? given.join(", ") : typeof given === "string" ? given : "");
}

/** The server's text in readable form: one line, nothing invisible, of limited length. */
function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").slice(0, maxText);
}

/** The domain of a JID as certificates, SNI and DNS spell it. */
export function toALabels(domain: string): string {
  return domainToASCII(domain) || domain;
}
