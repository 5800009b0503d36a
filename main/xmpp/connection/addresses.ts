import { lookup } from "node:dns/promises";

export type Family = 4 | 6;

/** The addresses a host has in one family, best first. Rejects as node:dns does. */
export type AddressLookup = (host: string, family: Family) => Promise<readonly string[]>;

/** Asks the system, which knows more than DNS: its hosts file and names of the local network. */
export const systemAddresses: AddressLookup = async (host, family) =>
  (await lookup(host, { family, all: true })).map(({ address }) => address);

/** The addresses of a host that have not been tried yet, alternating between IPv6 and IPv4 (RFC 8305 4). */
export class AddressQueue {
  readonly #waiting: Record<Family, string[]> = { 4: [], 6: [] };
  readonly #known = new Set<string>();
  #next: Family = 6;

  /** Takes no more than `max` addresses altogether, and none twice. */
  add(family: Family, addresses: readonly string[], max: number): void {
    for (const address of addresses) {
      if (this.#known.size >= max || this.#known.has(address)) continue;
      this.#known.add(address);
      this.#waiting[family].push(address);
    }
  }

  take(): string | undefined {
    const other: Family = this.#next === 6 ? 4 : 6;
    const address = this.#waiting[this.#next].shift();
    if (address === undefined) return this.#waiting[other].shift();
    this.#next = other;
    return address;
  }
}
