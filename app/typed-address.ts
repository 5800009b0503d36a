import { escapeLocal, needsEscaping, unescapeLocal } from "./jid-escaping.ts";

/** What a person typed or pasted as an address. Nothing has checked yet that the domain can exist: `parseJid` does. */
export interface TypedAddress {
  /** Bare, with its local part escaped, as it goes on the wire. */
  readonly address: string;
  /** Empty when there was none. */
  readonly resource: string;
  /** The name in the link or the mailbox; empty if it has none. */
  readonly name: string;
  /** The groups a link asks for, as it names them. */
  readonly groups: readonly string[];
}

/** An address has at most 3,071 bytes; the rest is a link's name and groups. */
const maxTyped = 4_096;
const scheme = /^(xmpp|jabber|mailto|im|pres):\s*/i;
/** Never part of an address: zero widths, directions, byte order marks, soft hyphens. Joiners may belong to a domain. */
const invisible = /(?![\u200C\u200D])[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const joiners = /[\u200C\u200D]/g;
const wideForms = /[\u3000\uFF01-\uFFEE\uFE6B]/g;
const pairs: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "(": ")",
  "[": "]",
  "{": "}",
  "<": ">",
  "“": "”",
  "„": "“",
  "”": "”",
  "‘": "’",
  "‚": "‘",
  "«": "»",
  "»": "«",
  "‹": "›",
};
const endOfSentence: ReadonlySet<string> = new Set(".,;!?…");
const ipv6 = /^\[[0-9a-f:.]+\]$/i;
/** Letters, digits, hyphen, underscore and dot of ASCII, anything beyond it but quotes and brackets, or an IPv6 address. */
const domainShape = /^(?:(?![\p{Pi}\p{Pf}\p{Ps}\p{Pe}])[a-z0-9._\-\u0080-\u{10FFFF}])+$|^\[[0-9a-f:.]+\]$/iu;

/**
 * Reads an address as people have it: typed with its forbidden characters (XEP-0106), as an xmpp: link (RFC 5122, XEP-0147),
 * as a mailto: link, as `"Romeo" <romeo@montague.example>`, in quotes or brackets, with a full stop after it.
 * Text that already is an address stays unchanged, escapes included: the last "@" begins the domain only where the first
 * cannot. Undefined if there is no way to read it, or more than one.
 */
export function readTypedAddress(text: string): TypedAddress | undefined {
  if (text.length > maxTyped) return undefined;
  const typed = unwrapped(text.replace(invisible, "").replace(/\s+/g, " "));
  const mailbox = /^(?<name>[^<>]*)<(?<inside>[^<>]*)>$/.exec(typed)?.groups;
  if (mailbox !== undefined) {
    const read = readPlain(unwrapped(mailbox["inside"] ?? ""));
    const name = unquoted(mailbox["name"] ?? "");
    return read && { ...read, name: read.name === "" ? name : read.name };
  }
  return readPlain(typed);
}

/** The same as one text for `parseJid`, its resource included; text that cannot be read is returned unchanged. */
export function typedToWire(text: string): string {
  const typed = readTypedAddress(text);
  if (typed === undefined) return text;
  return typed.resource === "" ? typed.address : `${typed.address}/${typed.resource}`;
}

function readPlain(typed: string): TypedAddress | undefined {
  const link = scheme.exec(typed);
  if (link !== null) return readLink(typed.slice(link[0].length), (link[1] ?? "").toLowerCase());
  const wide = typed.replace(wideForms, (char) => char.normalize("NFKC"));
  // A link without its scheme. A local part may contain a question mark.
  if (wide.includes("?", wide.indexOf("@") + 1)) return readLink(wide, "xmpp");
  const [split, resource] = cutAt(wide, "/");
  const at = split.indexOf("@");
  const local = split.slice(0, at);
  const isAsItIs = at > 0 && !needsEscaping(local) && domainShape.test(split.slice(at + 1));
  if (isAsItIs) return read(local, split.slice(at + 1), resource);
  const last = wide.lastIndexOf("@");
  if (last !== -1) return readParts(wide.slice(0, last), wide.slice(last + 1));
  return readDomain(split, resource);
}

/** A server, or something behind it. A resource with an "@" is more likely a local part with a slash. */
function readDomain(domain: string, resource: string): TypedAddress | undefined {
  return domainShape.test(domain) && !resource.includes("@")
    ? { ...nobody, address: domain, resource }
    : undefined;
}

/** RFC 5122 2.8.1. Each part is decoded by itself, so that a decoded character is never a separator. */
function readLink(rest: string, kind: string): TypedAddress | undefined {
  const [whole] = cutAt(rest, "#");
  const [hier, query] = cutAt(whole, "?");
  const path = withoutAuthority(hier)?.replace(wideForms, (char) => char.normalize("NFKC"));
  if (path === undefined) return undefined;
  // A mail address has no resource: a slash is part of the name before the domain.
  const [bare, resource] = kind === "mailto" ? [path, ""] : cutAt(path, "/");
  const last = bare.lastIndexOf("@");
  const local = decoded(bare.slice(0, Math.max(0, last)));
  const domain = decoded(bare.slice(last + 1));
  if (local === undefined || domain === undefined || !domainShape.test(domain)) return undefined;
  const address = last === -1 ? readDomain(domain, resource) : readParts(local, domain);
  if (address === undefined) return undefined;
  const values = kind === "xmpp" ? pairsOf(query) : [];
  const said = (key: string) =>
    values.flatMap(([one, value]) => (one === key && value !== "" ? [value] : []));
  return {
    ...address,
    resource: decoded(resource) ?? "",
    name: said("name")[0] ?? "",
    groups: said("group"),
  };
}

/** RFC 5122 2.3: a link does not decide who to sign in as. If it names nobody else, it means the address itself. */
function withoutAuthority(hier: string): string | undefined {
  if (!hier.startsWith("//")) return hier;
  const [authority, path] = cutAt(hier.slice(2), "/");
  if (path === "") return authority;
  return path.includes("@") ? path : undefined;
}

const nobody: TypedAddress = { address: "", resource: "", name: "", groups: [] };

/** A local part that may contain anything, and a domain that a resource may follow. */
function readParts(local: string, rest: string): TypedAddress | undefined {
  const [domain, resource] = cutAt(rest, "/");
  const trimmed = local.trim();
  const isAmbiguous =
    // Typing mistakes.
    trimmed.startsWith("@") ||
    trimmed.endsWith("@") ||
    // Several addresses, or one within another that a slash or a bracket ends.
    (trimmed.includes("@") && /[\s,;/<>"]/.test(trimmed)) ||
    // A web address, a page of one, or a link in a link.
    /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ||
    /^[^\s/]+\.[^\s/]+\//.test(trimmed) ||
    scheme.test(trimmed);
  if (isAmbiguous || trimmed === "" || !domainShape.test(domain.trim())) return undefined;
  return read(trimmed, domain.trim(), resource);
}

function read(typedLocal: string, domain: string, resource: string): TypedAddress | undefined {
  const local = typedLocal.replace(joiners, "");
  if (local === "" || /\p{Cc}/u.test(local)) return undefined;
  const escaped = needsEscaping(local) ? escapeLocal(local) : local;
  // An accent after an escape would combine with its last letter.
  const isKept = unescapeLocal(escaped.normalize("NFC")) === unescapeLocal(escaped).normalize("NFC");
  return isKept ? { ...nobody, address: `${escaped}@${domain}`, resource } : undefined;
}

/** XEP-0147 8.1: what follows the kind of query, divided by semicolons. */
function pairsOf(query: string): [string, string][] {
  return query
    .split(";")
    .slice(1)
    .map((pair) => {
      const [key, value] = cutAt(pair, "=");
      return [key.toLowerCase(), decoded(value)?.replace(/\s+/g, " ").trim() ?? ""];
    });
}

/** Undefined where the bytes are no UTF-8. A percent sign that begins no byte is itself. */
function decoded(text: string): string | undefined {
  try {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => decodeURIComponent(bytes));
  } catch {
    return undefined;
  }
}

/** Strips the punctuation that a sentence leaves around an address. */
function unwrapped(text: string): string {
  let inside = text.trim();
  for (let before = ""; before !== inside;) {
    before = inside;
    const close = pairs[inside.charAt(0)];
    if (endOfSentence.has(inside.slice(-1))) inside = inside.slice(0, -1).trim();
    else if (inside.length > 1 && inside.endsWith(close ?? "\n") && !ipv6.test(inside))
      inside = inside.slice(1, -1).trim();
  }
  return inside;
}

function unquoted(name: string): string {
  const trimmed = name.trim();
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).replace(/\\(.)/g, "$1").trim() : trimmed;
}

/** Splits at the first of these characters from an offset on. */
function cutAt(text: string, character: string, from = 0): [string, string] {
  const at = text.indexOf(character, from);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
