import { toASCII, toUnicode } from "tr46";
import { fail, ok, type Result } from "./result.ts";

/**
 * A bare JID in Kith's one comparison form (RFC 7622 3.2.1, 3.3): local part width- and case-mapped and NFC, domain
 * as lower-case A-labels without a trailing dot. Two addresses are the same person exactly when these strings are
 * equal. It is a key: what is shown and sent is the spelling kept beside it (`address`). A server's list may contain
 * text that is no address; `unreadable` makes its key.
 */
export type BareJid = string & { readonly bareJid: unique symbol };

/** The parts of an address. `local` and `resource` are empty when absent. `domain` is in U-labels, for the wire. */
export interface Jid {
  readonly bareJid: BareJid;
  readonly local: string;
  readonly domain: string;
  readonly resource: string;
}

/** RFC 7622 3.1: each part is at most 1023 octets. */
const maxPartOctets = 1023;
/** RFC 7622 3.3.1: forbidden in a local part although the IdentifierClass allows some of them. Spaces and controls too. */
const forbiddenInLocal = /["&'/:<>@\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Z}]/u;
const forbiddenInResource = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u;
/** Domains that mapping does not change: nearly all of them. Skipping the tables saves time on a long list. */
const plainDomain = /^(?!.*xn--)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
/**
 * Letters, digits and hyphens (STD 3), and the underscore: RFC 7622 3.2 forbids it, but some real domains have one.
 */
const asciiDomain = /^[a-z0-9_.-]+$/;
/** RFC 1035 2.3.4, without the final dot. */
const maxDomainLength = 253;
const wideForms = /[\u3000\uFF01-\uFFEE]/g;

/**
 * Reads an address from a stanza or as a person typed it (surrounding spaces are ignored).
 * Fails with `address-invalid`; never throws. RFC 7622 3.2: the resource is split off first, then the local part.
 */
export function parseJid(text: string): Result<Jid> {
  const address = text.trim();
  const slash = address.indexOf("/");
  const bare = slash === -1 ? address : address.slice(0, slash);
  const resource = slash === -1 ? "" : address.slice(slash + 1).normalize("NFC");
  const at = bare.indexOf("@");
  const local = at === -1 ? "" : mapLocal(bare.slice(0, at));
  const domain = mapDomain(bare.slice(at + 1));
  const isValid =
    domain !== undefined &&
    (at === -1 || (local !== "" && !forbiddenInLocal.test(local))) &&
    (slash === -1 || (resource !== "" && !forbiddenInResource.test(resource))) &&
    octets(local) <= maxPartOctets &&
    octets(resource) <= maxPartOctets;
  if (!isValid) return fail("address-invalid", { address: address.slice(0, 256) });
  const key = (local === "" ? domain.ascii : `${local}@${domain.ascii}`) as BareJid;
  return ok({ bareJid: key, local, domain: domain.unicode, resource });
}

/** The comparison form of an address, or undefined if the text is no address. */
export function toBareJid(text: string): BareJid | undefined {
  const jid = parseJid(text);
  return jid.ok ? jid.value.bareJid : undefined;
}

/** The bare address as it goes on the wire: mapped local part, domain in U-labels (RFC 7622 3.2.1). */
export function toWire(jid: Jid): string {
  return jid.local === "" ? jid.domain : `${jid.local}@${jid.domain}`;
}

/** An address in the spelling it came in, without its resource. */
export function withoutResource(address: string): string {
  const slash = address.indexOf("/");
  return slash === -1 ? address : address.slice(0, slash);
}

/** The key of text that is not an address. It cannot equal an address's key, because no address begins with this sign. */
export function unreadable(name: string): BareJid {
  return `@${name}` as BareJid;
}

/** Accepts a string that already is in comparison form, from the page or from our own disk. */
export function isBareJid(text: string): text is BareJid {
  return toBareJid(text) === text;
}

function mapLocal(local: string): string {
  return local
    .replace(wideForms, (char) => char.normalize("NFKC"))
    .toLowerCase()
    .normalize("NFC");
}

function mapDomain(text: string): { ascii: string; unicode: string } | undefined {
  // Mapping a domain takes quadratic time, so an overlong one is refused first.
  if (text.length > maxPartOctets) return undefined;
  const domain = text.endsWith(".") ? text.slice(0, -1) : text;
  if (/^\[[0-9a-f:.]+\]$/i.test(domain))
    return { ascii: domain.toLowerCase(), unicode: domain.toLowerCase() };
  if (domain.length <= maxDomainLength && plainDomain.test(domain)) return { ascii: domain, unicode: domain };
  // Mapping first and composing after would tell two spellings of one Greek letter apart.
  const ascii = toASCII(domain.normalize("NFC"), {
    checkHyphens: false,
    checkBidi: true,
    checkJoiners: true,
    // It would forbid the underscore too: what is left of those rules is tested below.
    useSTD3ASCIIRules: false,
    verifyDNSLength: true,
  });
  if (ascii === null || !asciiDomain.test(ascii)) return undefined;
  return { ascii, unicode: toUnicode(ascii).domain };
}

function octets(text: string): number {
  let count = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    count += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return count;
}
