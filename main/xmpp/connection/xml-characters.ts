import { broken, restricted } from "./xml-fault.ts";

/** The characters that XML 1.0 forbids (2.2). Surrogates cannot result from valid UTF-8. */
// eslint-disable-next-line no-control-regex
export const forbiddenCharacter = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;

const start = String.raw`A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}`;
const local = String.raw`[${start}][${start}\-.0-9\u{B7}\u{300}-\u{36F}\u{203F}\u{2040}]*`;
const qualifiedName = new RegExp(`^${local}(?::${local})?$`, "u");

/** A name with at most one prefix (XML Namespaces 1.0, 4). */
export function isQualifiedName(name: string): boolean {
  return qualifiedName.test(name);
}

const predefined: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * The text with its references replaced. Faults on what XML or RFC 6120 11.1 forbids. Tabs and line ends stay unchanged:
 * servers write them raw even if they were sent as references, and a name would come back changed.
 */
export function unescapeText(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(/&([^;&]*;?)/g, (_, reference: string) => resolve(reference));
}

/** Text between tags, where `]]>` is not allowed (XML 1.0 2.4). */
export function unescapeContent(raw: string): string {
  if (raw.includes("]]>")) broken();
  return unescapeText(raw);
}

function resolve(reference: string): string {
  if (!reference.endsWith(";")) return broken();
  const name = reference.slice(0, -1);
  const known = Object.hasOwn(predefined, name) ? predefined[name] : undefined;
  if (known !== undefined) return known;
  const number = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
  if (number === null) return isQualifiedName(name) ? restricted() : broken();
  const code =
    number[1] === undefined ? Number.parseInt(number[2] ?? "", 10) : Number.parseInt(number[1], 16);
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return broken();
  const character = String.fromCodePoint(code);
  return forbiddenCharacter.test(character) ? broken() : character;
}
