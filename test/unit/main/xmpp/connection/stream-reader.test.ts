import fc from "fast-check";
import { expect, test } from "vitest";
import { streamBounds } from "../../../../../main/xmpp/connection/stanza-builder.ts";
import { StreamReader } from "../../../../../main/xmpp/connection/stream-reader.ts";
import type { XmlFault } from "../../../../../main/xmpp/connection/xml-fault.ts";
import { cut, header, readStream } from "../../../../support/read-stream.ts";

const next = "<presence from='juliet@example.test/balcony'/>";

/** Cut anywhere, the bytes give the same. */
function readInEveryWay(text: string | Buffer) {
  const bytes = Buffer.from(text);
  const whole = readStream([bytes]);
  const told = ({ heard, fault, hasEnded }: ReturnType<typeof readStream>) => ({
    heard,
    condition: fault?.condition,
    excess: fault?.excess,
    hasEnded,
  });
  const singly = readStream(cut(bytes, [1]));
  expect(told(singly)).toEqual(told(whole));
  for (let at = 1; at < Math.min(bytes.length, 600); at++) {
    const halves = readStream([bytes.subarray(0, at), bytes.subarray(at)]);
    if (JSON.stringify(told(halves)) !== JSON.stringify(told(whole))) expect(at, `cut at ${at}`).toBe(-1);
  }
  return whole;
}

test.each([
  ["a comment", "<!-- hi -->"],
  ["an empty comment", "<!---->"],
  ["a comment in a stanza", "<message><!-- hi --></message>"],
  ["an instruction", "<?php ?>"],
  ["an instruction in a stanza", "<message><?x?></message>"],
  ["a second declaration", "<?xml version='1.0'?>"],
  ["a document type", "<!DOCTYPE stream>"],
  ["a document type with a subset", '<!DOCTYPE x [<!ENTITY lol "lol">]>'],
  ["an unknown entity", "<message><body>&lol;</body></message>"],
  ["an unknown entity in an attribute", "<message id='&lol;'/>"],
  ["an entity named as a property of objects", "<message id='&constructor;'/>"],
])("[T23] %s is restricted XML, wherever it is cut", (_, text) => {
  const { heard, fault } = readInEveryWay(`${header}<first/>${text}${next}`);
  expect(heard).toEqual(["<first/>"]);
  expect(fault?.condition).toBe("restricted-xml");
});

test.each([
  ["nothing in a tag", "<>"],
  ["an end tag of nothing", "</>"],
  ["a second header", header.slice(header.indexOf("<stream"))],
  ["crossed tags", "<a><b></a></b>"],
  ["an end tag that was not opened", "</a>"],
  ["an end tag in another case", "<a></A>"],
  ["an end tag with an attribute", "<a></a b='c'>"],
  ["an end tag that is empty", "<a></a/>"],
  ["an attribute twice", "<a b='1' b='2'/>"],
  ["an attribute twice, named as a property of objects", "<a __proto__='1' __proto__='2'/>"],
  ["an attribute twice by its namespace", "<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>"],
  ["a prefix that is not declared", "<x:a/>"],
  ["a prefix that is not declared, in an attribute", "<a x:b='c'/>"],
  ["a prefix that ended with its element", "<a><b xmlns:x='u'/><x:c/></a>"],
  ["two colons", "<a xmlns:x='u' x:y:z='1'/>"],
  ["an empty prefix", "<:a/>"],
  ["a prefix declared as nothing", "<a xmlns:x=''/>"],
  ["a declared xmlns", "<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>"],
  ["another xml", "<a xmlns:xml='u'/>"],
  ["an attribute without a value", "<a b/>"],
  ["an attribute without quotation marks", "<a b=c/>"],
  ["attributes without a space", "<a b='c'd='e'/>"],
  ["a tag in a value", "<a b='<c/>'/>"],
  ["a tag in a tag", "<a <b/>"],
  ["a space before the name", "< a/>"],
  ["a slash in the middle", "<a/ >"],
  ["a slash before an attribute", "<a /b='c'>"],
  ["a name that begins with a digit", "<1/>"],
  ["a name with a quotation mark", "<a'/>"],
  ["the end of CDATA in a text", "<a>]]></a>"],
  ["the end of CDATA in a text, escaped in part", "<a>&#93;]]></a>"],
  ["an ampersand alone", "<a>&</a>"],
  ["an ampersand and a space", "<a>fish & chips;</a>"],
  ["an empty reference", "<a>&;</a>"],
  ["a reference to no number", "<a>&#x;</a>"],
  ["a reference with a capital X", "<a>&#X41;</a>"],
  ["a reference to NUL", "<a>&#0;</a>"],
  ["a reference to a surrogate", "<a>&#xD800;</a>"],
  ["a reference to U+FFFF", "<a b='&#xffff;'/>"],
  ["a reference beyond Unicode", "<a>&#x110000;</a>"],
  ["a reference far beyond Unicode", `<a>&#${"9".repeat(400)};</a>`],
  ["a NUL", "<a>\0</a>"],
  ["a NUL in a name", "<a\0/>"],
  ["a NUL between stanzas", "\0"],
  ["U+FFFE", "<a>\uFFFE</a>"],
  ["an escape character in a value", "<a b='\u001B'/>"],
  ["a text between stanzas", "hello"],
  ["a reference between stanzas", "&#32;"],
  ["CDATA between stanzas", "<![CDATA[ ]]>"],
  ["a no-break space between stanzas", "\u00A0"],
  ["markup that nobody knows", "<!ELEMENT a>"],
  ["CDATA in small letters", "<a><![cdata[x]]></a>"],
])("[T23] %s is not well-formed, wherever it is cut", (_, text) => {
  const { heard, fault } = readInEveryWay(`${header}<first/>${text}${next}`);
  expect(heard).toEqual(["<first/>"]);
  expect(fault?.condition).toMatch(/^(not-well-formed|restricted-xml)$/);
  expect(fault?.excess).toBeUndefined();
});

test.each([
  ["a byte that begins nothing", [0xff]],
  ["the middle of a character alone", [0x80]],
  ["a character that is cut off", [0xe2, 0x82, 0x41]],
  ["an overlong slash", [0xc0, 0xaf]],
  ["an overlong NUL", [0xe0, 0x80, 0x80]],
  ["a surrogate", [0xed, 0xa0, 0x80]],
  ["a character beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
])("[T23] %s is no UTF-8, wherever it is cut", (_, bytes) => {
  const text = [Buffer.from(`${header}<first/><a>é`), Buffer.from(bytes), Buffer.from(`</a>${next}`)];
  const { heard, fault } = readInEveryWay(Buffer.concat(text));
  expect(heard).toEqual(["<first/>"]);
  expect(fault?.condition).toBe("unsupported-encoding");
});

test.each([
  ["CDATA", "<a>x<![CDATA[<b>&amp;]]]]><![CDATA[>]]>y</a>", "x<b>&amp;]]>y"],
  ["empty CDATA", "<a><![CDATA[]]></a>", ""],
  ["the five entities", "<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"],
  ["numbers", "<a>&#65;&#x42;&#x1F600;&#000067;</a>", "AB😀C"],
  ["characters of every length", "<a>aé漢😀</a>", "aé漢😀"],
  ["white space in tags", "<a \n b = '1'\t c\r=\n\"2\" >x</a \n>", "x"],
  ["a greater-than sign in a text and a value", "<a b='>'>></a>", ">"],
  ["a tab and a line end, as they came", "<a>\t\r\n</a>", "\t\r\n"],
])("[T23] %s is read", (_, text, expected) => {
  const { elements, fault } = readInEveryWay(`${header}${text}${next}`);
  expect(fault).toBeUndefined();
  expect(elements).toHaveLength(2);
  expect(elements[0]?.getText()).toBe(expected);
});

test("[T23] names, prefixes and quotation marks are read as they are meant", () => {
  const text = `<a b="it's" c='"' d='&apos;&#9;' é:ü-1.x='z' xmlns:é='urn:e'><é:b xml:lang='de'/><c xmlns=''/><__proto__ constructor='1'/></a>`;
  const { elements, fault } = readInEveryWay(header + text);
  expect(fault).toBeUndefined();
  const [element] = elements;
  expect(element?.attrs).toMatchObject({ b: "it's", c: '"', d: "'\t", "é:ü-1.x": "z" });
  expect(element?.getChild("b", "urn:e")?.attrs["xml:lang"]).toBe("de");
  expect(element?.getNS()).toBe("jabber:client");
});

test("[T23] the declaration may come, at the beginning; another encoding or version may not", () => {
  const rest = header.slice(header.indexOf("<stream:"));
  for (const declaration of [
    "",
    "\n ",
    "<?xml version='1.0'?>",
    `<?xml version="1.0" encoding='UTF-8' standalone="yes" ?>\n`,
    "<?xml version='1.0' encoding='utf-8'?>",
  ]) {
    expect(readInEveryWay(declaration + rest + next).heard).toHaveLength(1);
  }
  for (const [declaration, condition] of [
    ["<?xml version='1.0' encoding='latin1'?>", "unsupported-encoding"],
    ["<?xml version='2.0'?>", "not-well-formed"],
    ["<?xml?>", "restricted-xml"],
    [`<?xml ${" ".repeat(300)}version='1.0'?>`, "restricted-xml"],
    ["<?xml-stylesheet href='x'?>", "restricted-xml"],
    ["<?XML version='1.0'?>", "restricted-xml"],
    ["<!DOCTYPE x>", "restricted-xml"],
    ["x", "not-well-formed"],
    ["\uFEFF", "not-well-formed"],
    ["</stream>", "not-well-formed"],
  ] as const) {
    const { heard, fault } = readInEveryWay(declaration + rest + next);
    expect(heard).toEqual([]);
    expect([declaration, fault?.condition]).toEqual([declaration, condition]);
  }
});

test("[T23] nothing is read behind the end of the stream", () => {
  const { heard, hasEnded, fault } = readInEveryWay(`${header}${next}</stream:stream> \0 <nonsense`);
  expect(heard).toHaveLength(1);
  expect(hasEnded).toBe(true);
  expect(fault).toBeUndefined();
});

const word = fc.constantFrom("a", "presence", "x-1", "名");
const text = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .map((said) => said.replace(/[^\P{C}\t\n\r]/gu, "?"));
const escaped = (said: string) => said.replace(/[<&>'"]/g, (char) => `&#${char.charCodeAt(0)};`);
const { stanza } = fc.letrec<{ stanza: string; content: string }>((tie) => ({
  stanza: fc
    .tuple(word, fc.option(text), fc.array(tie("content"), { maxLength: 4 }))
    .map(([name, id, children]) => {
      const attributes = id === null ? "" : ` id="${escaped(id)}"`;
      return children.length === 0
        ? `<${name}${attributes}/>`
        : `<${name}${attributes}>${children.join("")}</${name}>`;
    }),
  content: fc.oneof(
    { depthSize: "small" },
    text.map(escaped),
    text.map((said) => `<![CDATA[${said.replaceAll("]]>", "")}]]>`),
    tie("stanza"),
  ),
}));

test("[T23] a stream gives the same stanzas wherever it is cut", () => {
  fc.assert(
    fc.property(
      fc.array(stanza, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      (stanzas, lengths) => {
        const bytes = Buffer.from(header + stanzas.join(" "));
        const whole = readStream([bytes]);
        expect(whole.fault).toBeUndefined();
        expect(whole.heard).toHaveLength(stanzas.length);
        expect(readStream(cut(bytes, lengths)).heard).toEqual(whole.heard);
      },
    ),
    { numRuns: 300 },
  );
});

function bounded(inner: string, outer = (text: string) => text) {
  const { heard, fault } = readStream(cut(Buffer.from(header + outer(inner) + next), [60_000]));
  return fault?.excess ?? heard.length;
}

test("[T24] a stanza has a mebibyte of characters at most", () => {
  const stanza = (length: number) => `<message id='${"x".repeat(length - "<message id=''/>".length)}'/>`;
  expect(bounded(stanza(streamBounds.stanza))).toBe(2);
  expect(bounded(stanza(streamBounds.stanza + 1))).toBe("stanza");
  expect(bounded(`<a>${"<b/>".repeat(streamBounds.stanza / 4)}</a>`)).toBe("stanza");
  expect(bounded(`<a>${"text".repeat(streamBounds.stanza / 4)}`)).toBe("stanza");
  expect(bounded(`<a><![CDATA[${"text".repeat(streamBounds.stanza / 4)}`)).toBe("stanza");
  expect(bounded(`<${"a".repeat(streamBounds.stanza)}`)).toBe("stanza");
  expect(bounded(`</${"a".repeat(streamBounds.stanza)}`)).toBe("stanza");
  expect(bounded(`<a>&${"a".repeat(streamBounds.stanza)}`)).toBe("stanza");
  expect(bounded(`${" ".repeat(2 * streamBounds.stanza)}<a/>`)).toBe(2);
});

test("[T24] elements are 64 deep at most, and have 256 attributes at most", () => {
  const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
  expect(bounded(nested(64))).toBe(2);
  expect(bounded(nested(65))).toBe("nesting");
  const many = (count: number) => `<a ${Array.from({ length: count }, (_, i) => `a${i}='' `).join("")}/>`;
  expect(bounded(many(256))).toBe(2);
  expect(bounded(many(257))).toBe("attributes");
});

test("[T24] a stranger cannot end the stream: what is too deep or too much in their stanza is left out", () => {
  const from = "mallory@evil.test/x";
  const deep = `<presence type='subscribe' from='${from}'>${"<a>".repeat(5000)}x${"</a>".repeat(5000)}<status>hi</status></presence>`;
  const wide = `<message from='${from}'><a ${Array.from({ length: 3000 }, (_, i) => `a${i}='' `).join("")}/></message>`;
  const { elements, fault } = readStream(cut(Buffer.from(header + deep + wide + next), [1000]));
  expect(fault).toBeUndefined();
  expect(elements).toHaveLength(3);
  expect(elements[0]?.getChildText("status")).toBe("hi");
  expect(elements[0]?.toString().match(/<a>|<a\/>/g)).toHaveLength(63);
  expect(Object.keys(elements[1]?.getChild("a")?.attrs ?? {})).toHaveLength(256);
  expect(readStream([header + deep.replace("</a>", "</b>")]).fault?.condition).toBe("not-well-formed");
});

test("[T23] a prefix that a stranger did not declare is left out with what is in it", () => {
  const from = "mallory@evil.test/x";
  const text = `<message from='${from}'><foo:a><b/></foo:a><body foo:c='1'>no</body><body>hi<x:y/></body></message>`;
  const { heard, fault } = readInEveryWay(header + text + next);
  expect(fault).toBeUndefined();
  expect(heard[0]).toBe(`<message from="${from}"><body>hi</body></message>`);
  expect(readStream([`${header}<foo:message from='${from}'/>`]).fault?.condition).toBe("not-well-formed");
});

const list = (items: string) => `<iq id='list'><query xmlns='jabber:iq:roster' ver='7'>${items}</query></iq>`;

test("[T24] the items of a list come one by one and are not kept", () => {
  const text = `${header}${list("<item jid='a'><group>G</group></item> text <x xmlns='urn:x'/><item jid='b'/>")}${next}`;
  const { heard, elements, fault } = readInEveryWay(text);
  expect(fault).toBeUndefined();
  expect(heard.slice(0, 3)).toEqual([
    `item <item jid="a"><group>G</group></item>`,
    `item <x xmlns="urn:x"/>`,
    `item <item jid="b"/>`,
  ]);
  expect(elements[0]?.toString()).toBe(`<iq id="list"><query xmlns="jabber:iq:roster" ver="7"/></iq>`);
  expect(heard).toHaveLength(5);
});

test("[T24] an empty list, and what is beside the list, are part of the reply", () => {
  const text = `${header}<iq id='list'/><iq id='list'><query/><query><item/></query></iq>${next}`;
  expect(readInEveryWay(text).heard.slice(0, 2)).toEqual([
    `<iq id="list"/>`,
    `<iq id="list"><query/><query><item/></query></iq>`,
  ]);
});

test("[T24] an item has 256 KiB of characters at most", () => {
  const item = (length: number) => `<item jid='${"x".repeat(length - "<item jid=''/>".length)}'/>`;
  expect(bounded(item(streamBounds.item), list)).toBe(3);
  expect(bounded(item(streamBounds.item + 1), list)).toBe("item");
  expect(bounded(`${"text".repeat(streamBounds.item / 4)}<item/>`, list)).toBe("item");
});

test("[T24] a list has a million items at most, and 64 MiB of characters", () => {
  /** What ends a list of these items, and how many were told. */
  const read = (item: string) => {
    let items = 0;
    const faults: XmlFault[] = [];
    const reader = new StreamReader({
      onHeader: () => undefined,
      onElement: () => undefined,
      onEnd: () => undefined,
      itemsOf: () => () => {
        items += 1;
      },
      onFault: (fault) => faults.push(fault),
    });
    reader.read(Buffer.from(`${header}<iq><query>`));
    const piece = Buffer.from(item.repeat(Math.ceil(60_000 / item.length)));
    while (faults.length === 0) reader.read(piece);
    return { excess: faults[0]?.excess, items };
  };
  expect(read("<i/>")).toEqual({ excess: "list", items: streamBounds.items });
  const large = `<i j='${"x".repeat(1000 - "<i j=''/>".length)}'/>`;
  expect(read(large)).toEqual({ excess: "list", items: Math.floor(streamBounds.list / 1000) });
}, 60_000);

test("[T24] a token that is not finished costs no more for each byte, however long it is", () => {
  for (const begin of ["<a b='", "<a>", "<a><![CDATA[>"]) {
    const fill = Buffer.from(begin.endsWith("[>") ? ">" : "x");
    const chunks = (function* () {
      yield Buffer.from(header + begin);
      for (let count = 0; count <= streamBounds.stanza; count++) yield fill;
    })();
    expect(readStream(chunks).fault?.excess).toBe("stanza");
  }
}, 60_000);
