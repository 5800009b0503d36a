import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJid, type BareJid } from "../../../../app/jid.ts";
import type { Contact } from "../../../../app/contact.ts";
import {
  RosterReader,
  readRosterPush,
  readRosterResult,
  rosterGet,
  rosterRemove,
  rosterSet,
} from "../../../../main/xmpp/roster.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

const own = "juliet@example.test" as BareJid;
const item = `<item jid="romeo@example.net" subscription="both"/>`;

function push(items: string, from?: string) {
  const sender = from === undefined ? "" : ` from="${from}"`;
  return readRosterPush(
    parseStanza(
      `<iq type="set" id="p"${sender}><query xmlns="jabber:iq:roster" ver="7">${items}</query></iq>`,
    ),
    own,
  );
}

function result(items: string) {
  const read = readRosterResult(
    parseStanza(`<iq type="result" id="r"><query xmlns="jabber:iq:roster">${items}</query></iq>`),
  );
  if (read.kind !== "full") throw new Error(read.kind);
  return read;
}

describe("whose push it is", () => {
  test.for([
    "mallory@example.test",
    "juliet@example.test/balcony",
    "juliet@example.test/",
    "example.test",
    "juliet@example.test.mallory.example",
    "juliet@mallory.example/juliet@example.test",
    "juli\u0435t@example.test",
    "juliet@ex\u0430mple.test",
    "juliet\u200d@example.test",
    "@example.test",
    "juliet@@example.test",
    "",
    " ",
  ])("[R6] from %j is refused", (from) => {
    expect(push(item, from)).toEqual({ kind: "refused", condition: "service-unavailable" });
  });

  test("[R6] a foreign push is refused before its content is looked at", () => {
    for (const content of ["", item + item, `<item jid="@"/>`, "<item/>"]) {
      expect(push(content, "mallory@example.test")).toEqual({
        kind: "refused",
        condition: "service-unavailable",
      });
    }
  });

  test.for([undefined, "juliet@example.test", "Juliet@EXAMPLE.test", "juliet@example.test."])(
    "[R6] [J1] from %j is our own account",
    (from) => {
      expect(push(item, from)).toMatchObject({ kind: "update", ver: "7" });
    },
  );

  test("[R6] our own address in other letters is compared in its comparison form", () => {
    const jid = parseJid("Änne@münchen.example");
    if (!jid.ok) throw new Error(jid.failure.code);
    const stanza = (from: string) =>
      parseStanza(
        `<iq type="set" id="p" from="${from}"><query xmlns="jabber:iq:roster">${item}</query></iq>`,
      );
    expect(readRosterPush(stanza("a\u0308nne@xn--mnchen-3ya.example"), jid.value.bareJid).kind).toBe(
      "update",
    );
    expect(readRosterPush(stanza("anne@münchen.example"), jid.value.bareJid).kind).toBe("refused");
  });
});

describe("what a push holds", () => {
  test.for([
    ["no item", ""],
    ["two items", item + `<item jid="paris@example.net"/>`],
    ["the same item twice", item + item],
    ["an item beside something else", item + `<more xmlns="urn:example:more"/>`],
    ["something that is no item", `<entry jid="romeo@example.net"/>`],
    ["an item of another namespace", `<item xmlns="urn:example:other" jid="romeo@example.net"/>`],
    ["an item without address", `<item name="Romeo"/>`],
    ["an item with a broken address", `<item jid="romeo@@example.net"/>`],
    ["the removal of a broken address", `<item jid="" subscription="remove"/>`],
  ])("[R6] %s is a bad request", ([, items = ""]) => {
    expect(push(items)).toEqual({ kind: "refused", condition: "bad-request" });
  });

  test.for([
    `<iq type="get" id="p"><query xmlns="jabber:iq:roster">${item}</query></iq>`,
    `<iq type="result" id="p"><query xmlns="jabber:iq:roster">${item}</query></iq>`,
    `<iq type="set" id="p"><query xmlns="jabber:iq:private">${item}</query></iq>`,
    `<iq type="set" id="p"><wrap xmlns="urn:x"><query xmlns="jabber:iq:roster">${item}</query></wrap></iq>`,
    `<iq type="set" id="p"/>`,
    `<message><query xmlns="jabber:iq:roster">${item}</query></message>`,
  ])("[R6] %s is no push", (stanza) => {
    expect(readRosterPush(parseStanza(stanza), own)).toEqual({ kind: "other" });
  });

  test("[R5] a push with remove and nothing else removes", () => {
    expect(push(`<item jid="Romeo@example.net" subscription="remove"/>`)).toEqual({
      kind: "remove",
      bareJid: "romeo@example.net",
      address: "Romeo@example.net",
      ver: "7",
    });
  });

  test.for(["", "Both", " both", "remove ", "ask", "constructor", "__proto__"])(
    "[R5] the subscription %j counts as none",
    (subscription) => {
      expect(push(`<item jid="romeo@example.net" subscription="${subscription}"/>`)).toMatchObject({
        kind: "update",
        contact: { subscription: "none" },
      });
    },
  );
});

describe("what a result holds", () => {
  test("[R5] remove in a result removes nobody and counts as none", () => {
    const read = result(`<item jid="romeo@example.net" name="Romeo" subscription="remove"/>`);
    expect(read.contacts).toMatchObject([{ name: "Romeo", subscription: "none" }]);
    expect(read.hasBroken).toBe(false);
  });

  test("[R14] names and groups of 100,000 characters come through unchanged, and go back unchanged", () => {
    const long = "ä".repeat(100_000);
    const [contact] = result(
      `<item jid="romeo@example.net" name="${long}"><group>${long}</group></item>`,
    ).contacts;
    expect(contact).toMatchObject({ name: long, groups: [long] });
    const sent = rosterSet(contact as Contact)
      .getChild("query")
      ?.getChild("item");
    expect(sent?.attrs["name"]).toBe(long);
    expect(sent?.getChildText("group")).toBe(long);
  });

  test("[R14] a group given twice stands once; an empty one stays", () => {
    const [contact] = result(
      `<item jid="romeo@example.net"><group>A</group><group/><group>A</group><group>a</group></item>`,
    ).contacts;
    expect(contact?.groups).toEqual(["A", "", "a"]);
  });

  test("[R11] any child that is no readable item makes the result broken, and the others are read all the same", () => {
    for (const broken of [`<item/>`, `<item jid="a b@example.net"/>`, `<entry xmlns="urn:example:new"/>`]) {
      const read = result(`${broken}${item}`);
      expect(read.hasBroken).toBe(true);
      expect(read.contacts.map((contact) => contact.bareJid)).toEqual(["romeo@example.net"]);
    }
  });

  test("[J1] two spellings of one address are one contact", () => {
    const read = result(`<item jid="romeo@example.net" name="1"/><item jid="ROMEO@example.net." name="2"/>`);
    expect(read.contacts).toHaveLength(1);
  });

  test("[R10] a query of another namespace is no list", () => {
    const stanza = parseStanza(`<iq type="result" id="r"><query xmlns="jabber:iq:private"/></iq>`);
    expect(readRosterResult(stanza)).toEqual({ kind: "unchanged" });
  });
});

test("[R11] items that arrive one at a time say what the whole result says", () => {
  const reader = new RosterReader();
  const stanza = parseStanza(
    `<iq type="result" id="r"><query xmlns="jabber:iq:roster" ver="é7">${item}<item/><item jid="nurse@example.net"/></query></iq>`,
  );
  const query = stanza.getChild("query");
  for (const child of query?.getChildElements() ?? []) reader.add(child);
  expect(reader.finish(query?.attrs ?? {})).toEqual(readRosterResult(stanza));
  expect(new RosterReader().finish({})).toEqual(result(""));
});

describe("what we send", () => {
  test("[R2] [R9] a get holds no item; without a version the attribute is left out, an empty one is sent", () => {
    expect(rosterGet(undefined).toString()).toBe(`<iq type="get"><query xmlns="jabber:iq:roster"/></iq>`);
    expect(rosterGet("").toString()).toBe(`<iq type="get"><query xmlns="jabber:iq:roster" ver=""/></iq>`);
    expect(rosterGet(`"<&`).getChild("query")?.attrs["ver"]).toBe(`"<&`);
  });

  test("[R15] [R16] a removal names the address as the server spelled it and sends nothing else", () => {
    expect(rosterRemove("Romeo@example.net").toString()).toBe(
      `<iq type="set"><query xmlns="jabber:iq:roster"><item jid="Romeo@example.net" subscription="remove"/></query></iq>`,
    );
  });

  test("[R2] [R3] [R4] [R14] a set is one item of address, name and all groups, whatever else is known of the contact", () => {
    const contact = fc.record({
      bareJid: fc.constant("romeo@example.net" as BareJid),
      address: fc.constant("Romeo@example.net"),
      name: fc.string({ unit: "grapheme" }),
      groups: fc.uniqueArray(fc.string({ unit: "grapheme" })),
      subscription: fc.constantFrom("none" as const, "both" as const),
      ask: fc.boolean(),
      approved: fc.boolean(),
    });
    fc.assert(
      fc.property(contact, (one) => {
        const query = rosterSet(one).getChild("query", "jabber:iq:roster");
        const [sent, ...more] = query?.getChildElements() ?? [];
        expect(more).toEqual([]);
        const attributes = Object.entries(sent?.attrs ?? {}).filter(([, value]) => value !== undefined);
        expect(Object.fromEntries(attributes)).toEqual({
          jid: one.address,
          ...(one.name === "" ? {} : { name: one.name }),
        });
        expect(sent?.getChildElements().map((group) => [group.name, group.getText()])).toEqual(
          one.groups.map((group) => ["group", group]),
        );
      }),
    );
  });
});

test("[R6] no stanza at all makes the reader throw", () => {
  const word = fc.constantFrom("iq", "query", "item", "group", "x");
  const attribute = fc.constantFrom(
    ...[
      "type='set'",
      "from='juliet@example.test'",
      "from=''",
      "xmlns='jabber:iq:roster'",
      "xmlns=''",
      "jid='a@b'",
    ],
    ...["jid=''", "subscription='remove'", "ver=''"],
  );
  const node = (children: fc.Arbitrary<string>) =>
    fc
      .tuple(
        word,
        fc.uniqueArray(attribute, { maxLength: 4, selector: (text) => text.split("=")[0] }),
        fc.array(children, { maxLength: 3 }),
      )
      .map(([name, attributes, inner]) => `<${[name, ...attributes].join(" ")}>${inner.join("")}</${name}>`);
  const stanza = node(node(node(fc.constantFrom("", "text"))));
  fc.assert(
    fc.property(stanza, (text) => {
      readRosterPush(parseStanza(text), own);
      readRosterResult(parseStanza(text));
    }),
  );
});
