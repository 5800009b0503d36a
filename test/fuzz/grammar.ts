import type { Random } from "./random.ts";

/** One thing a server might send. */
export interface Production {
  readonly name: string;
  readonly bytes: Buffer;
  /** The text of the stanzas in it, when all of it is as XMPP allows. Undefined: it is not, or it is not known. */
  readonly texts: readonly string[] | undefined;
}

type Maker = (random: Random) => string | Buffer;

const letters = [
  "a",
  "b",
  "Z",
  "é",
  "ß",
  "漢",
  "字",
  "😀",
  "א",
  " ",
  "\t",
  "\n",
  "<",
  "&",
  ">",
  '"',
  "'",
  "]]",
  "0",
] as const;
const names = [
  "x",
  "item",
  "query",
  "body",
  "group",
  "a-b.c_1",
  "é",
  "名前",
  "constructor",
  "__proto__",
] as const;

const word = (random: Random) => random.many(0, 8, () => random.pick(letters));
const reference = (char: string, random: Random) => {
  const code = char.codePointAt(0) ?? 0;
  const named = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;" }[char];
  return random.pick([
    `&#${code};`,
    `&#x${code.toString(16)};`,
    `&#x000${code.toString(16)};`,
    named ?? `&#${code};`,
  ]);
};

/** The text as it might be written: references, CDATA, or as it is. */
function written(text: string, random: Random, isValue: boolean): string {
  let out = "";
  for (const char of text) {
    const isSpecial = /[<&>"']/.test(char);
    if (isSpecial || random.isChance(0.05)) {
      out += !isValue && random.isChance(0.2) ? `<![CDATA[${char}]]>` : reference(char, random);
    } else out += char;
  }
  return out;
}

const space = (random: Random) => random.pick([" ", " ", " ", "\n", "\t ", " \r\n"]);

function attributes(random: Random): string {
  const chosen = new Set(Array.from({ length: random.between(0, 3) }, () => random.pick(names)));
  const plain = [...chosen].map((name) => `${space(random)}${name}=${quoted(word(random), random)}`).join("");
  return random.isChance(0.2) ? `${plain} xmlns:p='urn:p' p:${random.pick(names)}='1'` : plain;
}

function quoted(text: string, random: Random): string {
  const quote = random.pick(["'", '"']);
  return quote + written(text, random, true) + quote;
}

/** An element within another: whatever is allowed. */
function element(random: Random, depth: number): string {
  const name = random.pick(names);
  const tag = `${name}${attributes(random)}${random.pick(["", "", " ", "\n"])}`;
  if (random.isChance(0.3)) return `<${tag}/>`;
  const inner = depth > 4 ? "" : random.many(0, 3, () => element(random, depth + 1));
  return `<${tag}>${written(word(random), random, false)}${inner}</${name}${random.pick(["", " "])}>`;
}

function stanza(random: Random): { readonly xml: string; readonly text: string } {
  const text = word(random);
  const body = `<body${attributes(random)}>${written(text, random, false)}</body>`;
  const inner = [body, random.many(0, 2, () => element(random, 0))];
  return { xml: `<message from='romeo@example.net/x'>${inner.join("")}</message>`, text };
}

const header =
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
const long = (random: Random) => random.between(900_000, 1_300_000);

/** Forbidden XML, input that no healthy server sends, and input beyond the limits. */
const hostile: readonly [readonly [string, Maker], ...(readonly [string, Maker])[]] = [
  ["comment", (random) => `<!--${random.pick(["", " x ", "-", "--", "<a>", "--|>"])}-->`],
  ["comment in a stanza", () => "<message><body>a<!-- b -->c</body></message>"],
  ["comment that stays open", (random) => `<!-- ${random.pick(["--|>", "->", "-- >"])}`],
  ["instruction", (random) => `<?${random.pick(["x", "xml", "php echo", "", "xml-stylesheet"])} ?>`],
  ["instruction that stays open", () => "<?x ?|>"],
  ["declaration", () => "<?xml version='1.0'?>"],
  [
    "document type",
    (random) =>
      `<!DOCTYPE x${random.pick([">", " SYSTEM 'file:///etc/passwd'>", " [<!ENTITY a 'b'>]>", ""])}`,
  ],
  [
    "entity",
    (random) =>
      `<message><body>&${random.pick(["lol", "nbsp", "x.y", "", " ", "#", "#x", "#0", "#xD800", "#x110000", "#-1", "amp"])};</body></message>`,
  ],
  ["laughs", () => `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><message>&b;</message>`],
  [
    "odd markup",
    (random) =>
      random.pick([
        "<>",
        "</>",
        "< a/>",
        "<a",
        "<a b",
        "<a b=",
        "<a b='",
        "<![CDATA[x]]>",
        "<!x>",
        "<![",
        "]]>",
        "</",
        "<",
        ">",
        "&",
        "&amp;",
      ]),
  ],
  ["second header", (random) => random.pick(["", "<?xml version='1.0'?>"]) + header],
  ["end of the stream", () => "</stream:stream>"],
  ["end of the stream and more", (random) => `</stream:stream>${stanza(random).xml}`],
  ["stray end tag", (random) => `</${random.pick(names)}>`],
  ["crossed tags", () => "<message><a><b></a></b></message>"],
  ["open elements", (random) => random.many(1, 8, () => `<${random.pick(names)}>`)],
  [
    "deep elements",
    (random) => {
      const depth = random.between(55, 75);
      return "<a>".repeat(depth) + "</a>".repeat(depth);
    },
  ],
  [
    "deep elements of a stranger",
    (random) => {
      const depth = random.between(60, 3000);
      return `<message from='x@y'>${"<a>".repeat(depth)}${"</a>".repeat(depth)}</message>`;
    },
  ],
  [
    "attribute twice",
    (random) =>
      random.pick([
        "<a b='' b=''/>",
        "<a __proto__='' __proto__=''/>",
        "<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
      ]),
  ],
  [
    "bad attribute",
    (random) =>
      random.pick(["<a b/>", "<a b=c/>", "<a b=''c=''/>", "<a b='<'/>", "<a 'b'/>", "<a/b>", "<a / >"]),
  ],
  [
    "prefix",
    (random) =>
      random.pick([
        "<x:a/>",
        "<a x:b=''/>",
        "<x:a xmlns:x=''/>",
        "<xml:a/>",
        "<xmlns:a/>",
        "<:a/>",
        "<a:/>",
        "<a:b:c xmlns:a='u'/>",
        "<a xmlns:xmlns='u'/>",
      ]),
  ],
  [
    "many attributes",
    (random) =>
      `<a ${Array.from({ length: random.between(200, 400) }, (_, index) => `a${index}=''`).join(" ")}/>`,
  ],
  [
    "control character",
    (random) =>
      `<message><body>${random.pick(["\0", "\u0001", "\u001B", "\uFFFE", "\uFFFF", "\u000B"])}</body></message>`,
  ],
  ["control character between stanzas", (random) => random.pick(["\0", "\u0007", "\uFEFF", "\u00A0", "x"])],
  [
    "no UTF-8",
    (random) =>
      Buffer.concat([
        Buffer.from("<message><body>"),
        Buffer.from(
          random.pick([
            [0xff],
            [0x80],
            [0xc0, 0xaf],
            [0xe2, 0x82],
            [0xed, 0xa0, 0x80],
            [0xf4, 0x90, 0x80, 0x80],
            [0xc3, 0x28],
          ]),
        ),
        Buffer.from("</body></message>"),
      ]),
  ],
  ["UTF-16", (random) => Buffer.from(stanza(random).xml, "utf16le")],
  [
    "another protocol",
    (random) =>
      random.pick([
        "HTTP/1.1 400 Bad Request\r\n\r\n<html><p>no</html>",
        "SSH-2.0-x\r\n",
        "220 mail ESMTP\r\n",
        "\u0016\u0003\u0001",
      ]),
  ],
  [
    "stream error",
    (random) =>
      `<stream:error><${random.pick(["conflict", "reset", "x"])} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`,
  ],
  ["too high a count", () => "<a xmlns='urn:xmpp:sm:3' h='999'/>"],
  ["long attribute", (random) => `<message id='${"x".repeat(long(random))}'/>`],
  ["long text", (random) => `<message><body>${"é".repeat(long(random))}</body></message>`],
  ["long name", (random) => `<${"n".repeat(long(random))}/>`],
  ["long CDATA", (random) => `<message><![CDATA[${"]".repeat(long(random))}]]></message>`],
  ["many elements", (random) => `<message>${"<a/>".repeat(long(random) / 4)}</message>`],
  ["white space", (random) => " ".repeat(long(random))],
  [
    "noise",
    (random) => Buffer.from(Array.from({ length: random.between(1, 200) }, () => random.between(0, 255))),
  ],
  [
    "noise of markup",
    (random) =>
      random.many(1, 60, () =>
        random.pick(["<", ">", "/", "'", '"', "=", "a", ":", " ", "!", "?", "-", "[", "]", "&", ";", "#"]),
      ),
  ],
];

/** Of an awaited list, with what a server may write between the items. */
function list(random: Random, id: string): string {
  const item = () =>
    `<item jid=${quoted(word(random), random)}>${random.many(0, 2, () => `<group>${written(word(random), random, false)}</group>`)}</item>`;
  const inner = random.many(0, 20, () =>
    random.pick<() => string>([item, item, item, () => "<unknown xmlns='urn:x'/>", () => " \n"])(),
  );
  return `<iq type='result' id='${id}'><query xmlns='jabber:iq:roster' ver='1'>${inner}</query></iq>`;
}

/** Bytes changed, left out and repeated at random. */
function mutated(bytes: Buffer, random: Random): Buffer {
  const changed = [...bytes];
  for (let count = random.between(1, 4); count > 0; count--) {
    const at = random.between(0, changed.length - 1);
    const kind = random.between(0, 2);
    if (kind === 0) changed[at] = random.between(0, 255);
    else if (kind === 1) changed.splice(at, random.between(1, 5));
    else changed.splice(at, 0, ...changed.slice(at, at + 20));
  }
  return Buffer.from(changed);
}

/** What a server sends in one case, in order. `listId` is the id of the request that awaits a list. */
export function produce(random: Random, listId: string): Production[] {
  const valid = (): Production => {
    const { xml, text } = stanza(random);
    return { name: "stanza", bytes: Buffer.from(xml), texts: [text] };
  };
  const harmless = (name: string, xml: string): Production => ({ name, bytes: Buffer.from(xml), texts: [] });
  const one = (): Production => {
    if (random.isChance(0.55)) return valid();
    if (random.isChance(0.15)) return harmless("list", list(random, listId));
    if (random.isChance(0.15)) return harmless("white space", random.pick([" ", "\n", "\r\n\t "]));
    if (random.isChance(0.1)) return harmless("unknown element", element(random, 0));
    if (random.isChance(0.15)) return harmless("count", "<r xmlns='urn:xmpp:sm:3'/>");
    if (random.isChance(0.15))
      return harmless("ping", "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>");
    if (random.isChance(0.2))
      return { name: "mutation", bytes: mutated(valid().bytes, random), texts: undefined };
    const [name, make] = random.pick(hostile);
    // The long ones are rare, or nothing else would be tried.
    if (/^(long|many elements|white space)/.test(name) && !random.isChance(0.05)) return valid();
    return { name, bytes: Buffer.from(make(random)), texts: undefined };
  };
  return Array.from({ length: random.between(1, 8) }, one);
}

/** The bytes, cut in one of several ways. */
export function cutAtRandom(bytes: Buffer, random: Random): Buffer[] {
  const most = random.pick([1, 2, 7, 50, 1500, 16_384]);
  // A long one in single bytes would take minutes.
  const longest = bytes.length > 20_000 ? Math.max(most, 1500) : most;
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + random.between(1, longest);
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}
