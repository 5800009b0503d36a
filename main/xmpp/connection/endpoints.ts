import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { SrvRecord } from "node:dns";
import type { Endpoint } from "./stream.ts";

/** Looks up SRV records; rejects as node:dns does. */
export type SrvLookup = (name: string) => Promise<SrvRecord[]>;

/** Five seconds at most, whatever the network. */
export const dnsLookup: SrvLookup = (name) => new Resolver({ timeout: 2_000, tries: 2 }).resolveSrv(name);

/**
 * Where a domain's clients connect, in the order to try: `_xmpps-client` and `_xmpp-client` as one set (XEP-0368 3),
 * ordered by priority and, at random, by weight (RFC 2782). Without any record the domain itself at port 5222 (RFC 6120
 * 3.2.2); with records nothing else is tried, and the target "." says that the service is not offered (3.2.1).
 * `domain` is in A-labels.
 */
export async function findEndpoints(
  domain: string,
  lookup: SrvLookup,
  random: () => number,
): Promise<Endpoint[]> {
  const fallback: Endpoint[] = [{ host: domain, port: 5222, security: "starttls" }];
  if (isIP(domain) !== 0) return fallback;
  const [direct, starttls] = await Promise.all([
    records(lookup, `_xmpps-client._tcp.${domain}`),
    records(lookup, `_xmpp-client._tcp.${domain}`),
  ]);
  if (direct.length === 0 && starttls.length === 0) return fallback;
  const all = [
    ...direct.map((record) => ({ ...record, security: "direct-tls" as const })),
    ...starttls.map((record) => ({ ...record, security: "starttls" as const })),
  ];
  return inOrder(all, random)
    .filter(({ name }) => name !== "" && name !== ".")
    .map(({ name, port, security }) => ({ host: name, port, security }));
}

/** No record, no such name and no answer are the same for us: there is nothing to follow. */
async function records(lookup: SrvLookup, name: string): Promise<SrvRecord[]> {
  try {
    return await lookup(name);
  } catch {
    return [];
  }
}

function inOrder<T extends SrvRecord>(all: readonly T[], random: () => number): T[] {
  const rest = all.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: T[] = [];
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const { priority } = first;
    const peers = rest.filter((record) => record.priority === priority);
    const total = peers.reduce((sum, record) => sum + record.weight, 0);
    let left = random() * (total + 1);
    const chosen = peers.find((record) => (left -= record.weight) <= 0) ?? first;
    rest.splice(rest.indexOf(chosen), 1);
    ordered.push(chosen);
  }
  return ordered;
}
