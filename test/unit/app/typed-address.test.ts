import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJid, toBareJid } from "../../../app/jid.ts";
import { escapeLocal, unescapeLocal } from "../../../app/jid-escaping.ts";
import { shownAddress } from "../../../app/shown-address.ts";
import { readTypedAddress, typedToWire } from "../../../app/typed-address.ts";

const address = (typed: string) => readTypedAddress(typed)?.address;

/** Text for local parts, with many near-escapes and beginnings of other addresses. */
const wirePiece = fc.constantFrom(
  ...["\\20", "\\22", "\\26", "\\27", "\\2f", "\\3a", "\\3c", "\\3e", "\\40", "\\5c", "\\41", "\\2F", "\\5C"],
  ...[
    "\\",
    "2",
    "7",
    "c",
    "a",
    "A",
    "é",
    "ß",
    ".",
    "-",
    "?",
    "#",
    "%20",
    "%",
    ",",
    ";",
    "(",
    ")",
    "[",
    "xmpp",
    "mailto",
  ],
  ...["capulet.example", "http", "\u0301", "ｱ", "（"],
);
const domain = fc.constantFrom(
  "a.example",
  "b.example",
  "MÜNCHEN.example",
  "chat_server.example",
  "localhost",
  "[::1]",
);
const wireAddress = fc
  .tuple(fc.array(wirePiece, { minLength: 1, maxLength: 8 }), domain)
  .map(([local, host]) => `${local.join("")}@${host}`);
/** What people type, hostile on purpose. */
const typedText = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...` "&'/:<>@\\.,;?#%=20573acf()[]{}“„\u00a0\u200b\u200d\u2066\uff20\u0301xé`),
    maxLength: 24,
  }),
  fc
    .tuple(
      fc.constantFrom("", "xmpp:", "mailto:", "<", '"Romeo" <', "xmpp://a@b/", "("),
      fc.string({ unit: "grapheme", maxLength: 10 }),
      fc.constantFrom(
        "@a.example",
        "@a.example>",
        "@a.example?subscribe;name=%20R",
        "@a.example/b",
        "@a.example)",
      ),
    )
    .map((parts) => parts.join("")),
  wireAddress,
  fc.string({ unit: "binary", maxLength: 20 }),
);
const many = { numRuns: 3_000 };

describe("escapes", () => {
  test.for([
    ["space cadet", "space\\20cadet"],
    ['call me "ishmael"', "call\\20me\\20\\22ishmael\\22"],
    ["at&t guy", "at\\26t\\20guy"],
    ["d'artagnan", "d\\27artagnan"],
    ["/.fanboy", "\\2f.fanboy"],
    ["::foo::", "\\3a\\3afoo\\3a\\3a"],
    ["<foo>", "\\3cfoo\\3e"],
    ["user@host", "user\\40host"],
    ["c:\\5commas", "c\\3a\\5c5commas"],
    ["c:\\net", "c\\3a\\net"],
    ["\\3and\\2is\\5cool", "\\5c3and\\2is\\5c5cool"],
    ["\\2plus\\2is\\4", "\\2plus\\2is\\4"],
    ["foo\\bar", "foo\\bar"],
    ["foob\\41r", "foob\\41r"],
  ])("[J5] %s is %s on the wire", ([text = "", wire = ""]) => {
    expect(escapeLocal(text)).toBe(wire);
    expect(unescapeLocal(wire)).toBe(text);
  });

  test("[J5] only the ten sequences, in lower case, are escapes", () => {
    for (let byte = 0; byte < 256; byte++) {
      const code = `\\${byte.toString(16).padStart(2, "0")}`;
      const isEscape = ` "&'/:<>@\\`.includes(String.fromCharCode(byte));
      expect([code, unescapeLocal(code) !== code]).toEqual([code, isEscape]);
      if (/[a-f]/.test(code)) expect(unescapeLocal(code.toUpperCase())).toBe(code.toUpperCase());
    }
  });

  test("[J5] escaping can be undone, and escapes nothing by accident", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...` "&'/:<>@\\20367fFaAcC45e`), maxLength: 12 }),
        (text) => {
          const wire = escapeLocal(text);
          expect(unescapeLocal(wire)).toBe(text);
          expect(wire).not.toMatch(/[ "&'/:<>@]/);
          // Servers map to lower case.
          expect(unescapeLocal(wire.toLowerCase())).toBe(text.toLowerCase());
        },
      ),
      many,
    );
  });
});

describe("shown", () => {
  test.for([
    ["d\\27artagnan@musketeers.lit", "d'artagnan@musketeers.lit"],
    ["treville\\40musketeers.lit@smtp.gascon.example", "treville@musketeers.lit@smtp.gascon.example"],
    ["space\\20cadet@a.example/a\\20b", "space cadet@a.example/a\\20b"],
    ["c\\3a\\5c5commas@a.example", "c:\\5commas@a.example"],
  ])("[J5] %s as %s", ([wire = "", shown]) => {
    expect(shownAddress(wire)).toBe(shown);
  });

  test.for([
    ["no escape", "romeo@montague.example"],
    ["no escape of the ten", "foob\\41r@a.example"],
    ["a backslash that needed no escape", "a\\5cb@a.example"],
    ["an escaped escape, which typed would be another's", "\\5c27x@a.example"],
    ["a space at the start", "\\20a@a.example"],
    ["a space at the end", "a\\20@a.example"],
    ["two spaces, which look like one", "a\\20\\20b@a.example"],
    ["what would be a link", "xmpp\\3aromeo@a.example"],
    ["what would be a web page", "https\\3a\\2f\\2fcapulet.example@a.example"],
    ["what would be a resource", "romeo\\40b.example\\2fhome@a.example"],
    ["what would be a server's page", "capulet.example\\2fx@a.example"],
    ["what would be a name and an address", "\\22Romeo\\22\\20\\3cromeo\\40b.example\\3e@a.example"],
    ["what would be two addresses", "romeo\\40b.example,\\20x@a.example"],
    ["capitals", "d\\2Fx@a.example"],
    ["an escape in a domain", "a@b\\20c.example"],
    ["an escape in a resource alone", "a.example/b\\40c"],
  ])("[J5] %s stays as it is on the wire: %s", ([, wire = ""]) => {
    expect(shownAddress(wire)).toBe(wire);
  });

  test("[J5] typed, what is shown is the same address again; so no two are shown alike", () => {
    fc.assert(
      fc.property(wireAddress, wireAddress, (one, other) => {
        const key = toBareJid(one);
        if (key === undefined) return;
        const shown = shownAddress(one);
        if (shown !== one) expect(toBareJid(typedToWire(shown))).toBe(key);
        if (shownAddress(other) === shown) expect(toBareJid(other)).toBe(key);
      }),
      many,
    );
  });
});

describe("typed", () => {
  test.for([
    ["an address", "romeo@montague.example", "romeo@montague.example"],
    [
      "one with escapes, pasted from elsewhere",
      "d\\27artagnan@musketeers.lit",
      "d\\27artagnan@musketeers.lit",
    ],
    ["an apostrophe", "d'artagnan@musketeers.lit", "d\\27artagnan@musketeers.lit"],
    ["several @", "user@host@example.com", "user\\40host@example.com"],
    ["a full-width @", "romeo＠montague.example", "romeo@montague.example"],
    ["a full-width @ beside another", "romeo＠b@montague.example", "romeo\\40b@montague.example"],
    ["a link", "xmpp:romeo@montague.example", "romeo@montague.example"],
    ["a link in capitals, with a space", "XMPP: romeo@montague.example", "romeo@montague.example"],
    ["a link that asks for something", "xmpp:romeo@montague.example?subscribe", "romeo@montague.example"],
    ["a link with a fragment", "xmpp:romeo@montague.example?roster#here", "romeo@montague.example"],
    ["a link without its scheme", "romeo@montague.example?subscribe", "romeo@montague.example"],
    ["a link as of a page", "xmpp://romeo@montague.example", "romeo@montague.example"],
    ["a link with an account", "xmpp://guest@a.example/support@b.example?message", "support@b.example"],
    ["an @ in bytes", "xmpp:romeo%40x@y.example", "romeo\\40x@y.example"],
    ["a slash in bytes", "xmpp:romeo%2Fx@y.example", "romeo\\2fx@y.example"],
    ["an escape in bytes", "xmpp:d%5C27artagnan@musketeers.lit", "d\\27artagnan@musketeers.lit"],
    [
      "the nasty one of RFC 5122",
      "xmpp:nasty!%23$%25()*+,-.;=%3F%5B%5C%5D%5E_%60%7B%7C%7D~node@example.com",
      "nasty!#$%()*+,-.;=?[\\]^_`{|}~node@example.com",
    ],
    ["the Czech one of RFC 5122", "<xmpp:ji%C5%99i@%C4%8Dechy.example/v%20Praze>", "jiři@čechy.example"],
    ["a mail link", "mailto:romeo@montague.example?subject=Hi", "romeo@montague.example"],
    [
      "the mail link of XEP-0106",
      "mailto:here%27s_a_wild_%26_%2Fcr%zy%2F_address@example.com?subject=crazy%21",
      "here\\27s_a_wild_\\26_\\2fcr%zy\\2f_address@example.com",
    ],
    ["angle brackets", "<romeo@montague.example>", "romeo@montague.example"],
    ["a mailbox", '"Romeo" <romeo@montague.example>,', "romeo@montague.example"],
    ["a mailbox with a link", "Romeo <mailto:romeo@montague.example>", "romeo@montague.example"],
    ["quotes", "“romeo@montague.example”", "romeo@montague.example"],
    ["German quotes", "„romeo@montague.example“.", "romeo@montague.example"],
    ["brackets and a full stop", "(romeo@montague.example).", "romeo@montague.example"],
    ["spaces that do not break", "\u00a0romeo@montague.example\u202f", "romeo@montague.example"],
    ["what has no width", "\ufeffro\u200bmeo@mon\u00adtague.example\u2069", "romeo@montague.example"],
    ["a space before the @", "romeo @montague.example", "romeo@montague.example"],
    ["a resource", "romeo@montague.example/orchard", "romeo@montague.example"],
    ["a resource with an @", "romeo@montague.example/a@b", "romeo@montague.example"],
    ["a server", "montague.example", "montague.example"],
    ["a server by its number", "[2001:db8::1]", "[2001:db8::1]"],
    ["a question mark before the @", "what?@montague.example", "what?@montague.example"],
  ])("[J7] %s is read: %s", ([, typed = "", wire]) => {
    expect(address(typed)).toBe(wire);
  });

  test.for([
    ["nothing", ""],
    ["a scheme alone", "xmpp:"],
    ["no local part", "@montague.example"],
    ["no domain", "romeo@"],
    ["two @ at once", "romeo@@montague.example"],
    ["two addresses", "romeo@montague.example, juliet@capulet.example"],
    ["two addresses by a space", "romeo@montague.example juliet@capulet.example"],
    ["two mailboxes", "Romeo <romeo@montague.example>, Juliet <juliet@capulet.example>"],
    ["a web page", "https://montague.example/@romeo"],
    ["a server's page", "montague.example/romeo@home"],
    ["a link in a link", "xmpp:xmpp:romeo@montague.example"],
    ["bytes that are no text", "xmpp:romeo%ff@montague.example"],
    ["a slash of the domain in bytes", "xmpp:romeo@montague.example%2Forchard"],
    ["a link with an account and somebody who has none", "xmpp://romeo@montague.example/orchard"],
    ["a control character in bytes", "xmpp:ro%00meo@montague.example"],
    ["a port", "romeo@montague.example:5222"],
    ["more than anybody types", `${"a".repeat(5_000)}@montague.example`],
  ])("[J7] %s is no address", ([, typed = ""]) => {
    expect(address(typed)).toBeUndefined();
  });

  test("[J7] a link's name and groups come along, decoded, as does a mailbox's name", () => {
    expect(
      readTypedAddress(
        "xmpp:romeo@montague.example?roster;name=Romeo%20M%3Bontague;group=Friends;group=%20;group=A%26B;x=y",
      ),
    ).toEqual({
      address: "romeo@montague.example",
      resource: "",
      name: "Romeo M;ontague",
      groups: ["Friends", "A&B"],
    });
    expect(readTypedAddress('"Montague, \\"R\\"" <romeo@montague.example>')?.name).toBe('Montague, "R"');
    expect(readTypedAddress("mailto:romeo@montague.example?name=Romeo")?.name).toBe("");
  });

  test("[J7] anything typed is read as one valid address, or as none, and reading that again changes nothing", () => {
    let valid = 0;
    fc.assert(
      fc.property(typedText, (typed) => {
        const read = readTypedAddress(typed);
        const jid = read && parseJid(read.address);
        if (read === undefined || jid?.ok !== true) return;
        valid += 1;
        expect(jid.value.resource).toBe("");
        expect(read.address).not.toMatch(/[\s"&'<>]|@.*@/);
        expect(toBareJid(readTypedAddress(read.address)?.address ?? "")).toBe(jid.value.bareJid);
      }),
      many,
    );
    expect(valid).toBeGreaterThan(500);
  });

  test("[J7] hostile nesting takes no time", () => {
    const started = performance.now();
    readTypedAddress("(".repeat(1_300) + ",".repeat(1_400) + "x" + ")".repeat(1_300));
    readTypedAddress("<".repeat(4_000));
    readTypedAddress(`xmpp:${"%41".repeat(1_300)}`);
    readTypedAddress(`${"a.".repeat(2_000)}@`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
