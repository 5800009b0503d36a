import { forbiddenCharacter, isQualifiedName, unescapeContent, unescapeText } from "./xml-characters.ts";
import { broken, restricted, XmlFault } from "./xml-fault.ts";

/** Further attributes are checked but not kept. */
const maxAttributes = 256;

export interface Tag {
  readonly name: string;
  readonly attrs: Record<string, string>;
  /** The name, or that of an attribute, has a prefix. */
  readonly hasPrefix: boolean;
  /** There were more attributes than are kept. */
  readonly hasSurplus: boolean;
}

/** The listener for tokens. Offsets count characters from the beginning of the stream. */
export interface TokenListener {
  /** Whether no stanza is open: only white space may follow, and it is ignored. */
  readonly isBetweenStanzas: boolean;
  /** A start tag, or an empty element's. `offset` is behind it. */
  open(tag: Tag, offset: number): void;
  /** An end tag, or the end of an empty element. `offset` is behind it. */
  close(name: string, offset: number): void;
  text(text: string): void;
  /** Everything before this offset was handled. */
  skip(offset: number): void;
  /** All characters before this offset have arrived. Called after each piece of text. */
  reach(offset: number): void;
}

type State = "content" | "markup" | "tag" | "cdata" | "declaration";

const space = 0x20;
const quotation = 0x22;
const ampersand = 0x26;
const apostrophe = 0x27;
const slash = 0x2f;
const lessThan = 0x3c;
const equals = 0x3d;
const greaterThan = 0x3e;
const exclamation = 0x21;
const question = 0x3f;

const cdata = "![CDATA[";
/** RFC 6120 11.1. */
const forbiddenMarkup = ["!--", "!DOCTYPE"];
const declaration =
  /^\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(?:"([^"]*)"|'([^']*)'))?(?:\s+standalone\s*=\s*(?:"yes"|"no"|'yes'|'no'))?\s*\?$/;
const maxDeclaration = 200;

/** ASCII characters that names consist of; a name with any other is checked closely. */
const isPlain = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") isPlain[char.charCodeAt(0)] = 1;
/** What ends a name. */
const endsName = new Uint8Array(128);
for (const char of " \t\n\r/>=<\"'") endsName[char.charCodeAt(0)] = 1;

/**
 * Splits input into tags and text, within what XMPP allows of XML (RFC 6120 11): no comments, no instructions, no document types, no
 * entities but the five. The text comes in pieces, and it makes no difference where they end: the beginning of a token is kept
 * until its end arrives, and is not searched again meanwhile. Throws an `XmlFault` on anything that is not allowed.
 */
export class XmlTokens {
  readonly #listener: TokenListener;
  #state: State = "content";
  /** The beginning of an incomplete token. */
  #kept = "";
  /** In a tag that was cut: the quotation mark that ends the value, or 0 outside of values. */
  #quote = 0;
  /** In CDATA: the last two characters, which may begin its end. */
  #tail = "";
  /** Characters in all pieces before this one. */
  #before = 0;
  #hasBegun = false;
  #isStopped = false;

  constructor(listener: TokenListener) {
    this.#listener = listener;
  }

  /** Stops reporting, even for the current piece. */
  stop(): void {
    this.#isStopped = true;
  }

  write(piece: string): void {
    const bad = piece.search(forbiddenCharacter);
    this.#read(bad === -1 ? piece : piece.slice(0, bad));
    if (bad !== -1 && !this.#isStopped) broken();
  }

  #read(piece: string): void {
    let at = 0;
    while (at < piece.length && !this.#isStopped) at = this.#readOn(piece, at);
    this.#before += piece.length;
    if (!this.#isStopped) this.#listener.reach(this.#before);
  }

  #readOn(piece: string, at: number): number {
    switch (this.#state) {
      case "content":
        return this.#readContent(piece, at);
      case "markup":
        return this.#readMarkup(piece, at);
      case "tag":
        return this.#readRestOfTag(piece, at);
      case "cdata":
        return this.#readCdata(piece, at);
      case "declaration":
        return this.#readDeclaration(piece, at);
    }
  }

  #readContent(piece: string, from: number): number {
    const found = piece.indexOf("<", from);
    const end = found === -1 ? piece.length : found;
    if (end > from) this.#readText(piece.slice(from, end), found !== -1, this.#before + end);
    else if (this.#kept !== "") this.#readText("", true, this.#before + end);
    if (found === -1) return end;
    const first = found + 1;
    const next = piece.charCodeAt(first);
    if (next !== exclamation && next !== question && first < piece.length) {
      // Usually the whole tag is here.
      const after = this.#readTag(piece, first, this.#before);
      if (after !== -1) return after;
      this.#state = "tag";
      this.#quote = 0;
    } else this.#state = "markup";
    return first;
  }

  #readText(text: string, isWhole: boolean, offset: number): void {
    if (this.#listener.isBetweenStanzas) {
      if (/[^ \t\n\r]/.test(text)) broken();
      this.#listener.skip(offset);
    } else if (isWhole) {
      const whole = this.#kept + text;
      this.#kept = "";
      this.#listener.reach(offset);
      this.#listener.text(unescapeContent(whole));
    } else this.#kept += text;
  }

  /** Behind `<`, until it is known what it begins. */
  #readMarkup(piece: string, at: number): number {
    const code = piece.charCodeAt(at);
    if (this.#kept === "" && code !== exclamation) {
      this.#state = code === question ? "declaration" : "tag";
      this.#quote = 0;
      return at;
    }
    const kept = this.#kept + piece.charAt(at);
    this.#kept = kept;
    if (kept === cdata) {
      if (this.#listener.isBetweenStanzas) broken();
      this.#state = "cdata";
      this.#kept = "";
      this.#tail = "";
    } else if (forbiddenMarkup.includes(kept)) restricted();
    else if (![cdata, ...forbiddenMarkup].some((markup) => markup.startsWith(kept))) broken();
    return at + 1;
  }

  /** The XML declaration, which is no instruction (XML 1.0 2.6, 2.8): only at the beginning. */
  #readDeclaration(piece: string, from: number): number {
    const found = piece.indexOf(">", from);
    const end = found === -1 ? piece.length : found;
    this.#kept += piece.slice(from, Math.min(end, from + maxDeclaration + 1));
    const kept = this.#kept;
    const isPossible = kept.length <= 4 ? "?xml".startsWith(kept) : /^\?xml[ \t\n\r]/.test(kept);
    if (this.#hasBegun || !isPossible || kept.length > maxDeclaration) restricted();
    if (found === -1) return end;
    const match = declaration.exec(kept);
    if (match === null) return broken();
    if ((match[1] ?? match[2] ?? "utf-8").toLowerCase() !== "utf-8")
      throw new XmlFault("unsupported-encoding");
    this.#kept = "";
    this.#hasBegun = true;
    this.#state = "content";
    this.#listener.skip(this.#before + found + 1);
    return found + 1;
  }

  #readCdata(piece: string, from: number): number {
    const tail = this.#tail;
    const text = tail + piece.slice(from);
    const found = text.indexOf("]]>");
    if (found === -1) {
      const rest = Math.max(0, text.length - 2);
      this.#kept += text.slice(0, rest);
      this.#tail = text.slice(rest);
      return piece.length;
    }
    const whole = this.#kept + text.slice(0, found);
    this.#kept = "";
    this.#state = "content";
    if (whole !== "") this.#listener.text(whole);
    return from + found + 3 - tail.length;
  }

  /** Searches for the end of a tag that was cut, and reads the tag once it is complete. */
  #readRestOfTag(piece: string, from: number): number {
    let quote = this.#quote;
    for (let at = from; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (code === lessThan) {
        this.#listener.reach(this.#before + at);
        broken();
      }
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (code === quotation || code === apostrophe) quote = code;
      else if (code === greaterThan) {
        const tag = this.#kept + piece.slice(from, at + 1);
        this.#kept = "";
        this.#state = "content";
        if (this.#readTag(tag, 0, this.#before + at + 1 - tag.length) !== tag.length) broken();
        return at + 1;
      }
    }
    this.#quote = quote;
    this.#kept += piece.slice(from);
    return piece.length;
  }

  /** Reads the tag whose `<` is before `from`. Returns where it ends, or -1 if it is incomplete. */
  #readTag(text: string, from: number, origin: number): number {
    if (text.charCodeAt(from) === slash) return this.#readEndTag(text, from + 1, origin);
    let at = nameEnd(text, from);
    if (at === text.length) return -1;
    const name = text.slice(from, at);
    let hasPrefix = !isPlainName(text, from, at) && checkName(name);
    const attrs: Record<string, string> = {};
    let count = 0;
    let surplus: Set<string> | undefined;
    for (;;) {
      const beforeSpace = at;
      at = skipSpace(text, at);
      if (at === text.length) return -1;
      const code = text.charCodeAt(at);
      if (code === greaterThan || code === slash) {
        const isEmpty = code === slash;
        if (isEmpty) at++;
        if (at === text.length) return -1;
        if (text.charCodeAt(at) !== greaterThan) broken();
        at++;
        this.#hasBegun = true;
        const tag = { name, attrs, hasPrefix, hasSurplus: surplus !== undefined };
        this.#listener.open(tag, origin + at);
        if (isEmpty && !this.#isStopped) this.#listener.close(name, origin + at);
        return at;
      }
      if (at === beforeSpace) broken();
      const nameStart = at;
      at = nameEnd(text, at);
      if (at === text.length) return -1;
      const attribute = text.slice(nameStart, at);
      if (!isPlainName(text, nameStart, at) && checkName(attribute)) hasPrefix = true;
      at = skipSpace(text, at);
      if (at === text.length) return -1;
      if (text.charCodeAt(at) !== equals) broken();
      at = skipSpace(text, at + 1);
      if (at === text.length) return -1;
      const quote = text.charCodeAt(at);
      if (quote !== quotation && quote !== apostrophe) broken();
      const valueStart = at + 1;
      let hasReference = false;
      for (at = valueStart; at < text.length; at++) {
        const char = text.charCodeAt(at);
        if (char === quote) break;
        if (char === lessThan) broken();
        if (char === ampersand) hasReference = true;
      }
      if (at === text.length) return -1;
      const raw = text.slice(valueStart, at);
      at++;
      if (Object.hasOwn(attrs, attribute) || surplus?.has(attribute) === true) broken();
      const value = hasReference ? unescapeText(raw) : raw;
      count++;
      if (count > maxAttributes) (surplus ??= new Set()).add(attribute);
      else if (attribute === "__proto__")
        Object.defineProperty(attrs, attribute, { value, enumerable: true });
      else attrs[attribute] = value;
    }
  }

  #readEndTag(text: string, from: number, origin: number): number {
    const end = nameEnd(text, from);
    const at = skipSpace(text, end);
    if (at === text.length) return -1;
    if (text.charCodeAt(at) !== greaterThan) broken();
    this.#listener.close(text.slice(from, end), origin + at + 1);
    return at + 1;
  }
}

function nameEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128 && endsName[code] === 1) break;
  }
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > space || (code !== space && code !== 0x0a && code !== 0x09 && code !== 0x0d)) break;
  }
  return at;
}

function isPlainName(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128 || isPlain[code] === 0) return false;
  }
  return end > from;
}

/** Whether the name has a prefix. Faults if it is not a name. */
function checkName(name: string): boolean {
  return isQualifiedName(name) ? name.includes(":") : broken();
}
