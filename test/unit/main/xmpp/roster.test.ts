import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJid, toBareJid, type BareJid } from "../../../../app/jid.ts";
import { isReadable } from "../../../../app/readable-jid.ts";
import type { Contact } from "../../../../app/contact.ts";
import {
  RosterReader,
  readRosterPush,
  readRosterResult,
  rosterGet,
  rosterRemove,
  rosterSet,
} from "../../../../main/xmpp/roster.ts";
import { itemKey } from "../../../../main/xmpp/roster-item.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

/** What servers have been seen to list, and worse. */
const oddAddresses = [
  "romeo@@example.net",
  "romeo@example.net/",
  "@example.net",
  "romeo@",
  "o'neill@example.net",
  "a b@example.net",
  "two\nlines@example.net",
  " ",
  "romeo@exam ple.net",
  "romeo@example..net",
  "romeo@-.-..",
  `romeo@${"b".repeat(64)}.example`,
  `romeo@${"b.".repeat(200)}example`,
  `${"a".repeat(1024)}@example.net`,
  "jul\u200diet@example.net",
  "romeo@xn--.example",
  "romeo@[::1",
  "<script>@example.net",
  "&amp;@example.net",
  "@@",
];

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

describe("the content of a push", () => {
  test.for([
    ["no item", ""],
    ["two items", item + `<item jid="paris@example.net"/>`],
    ["the same item twice", item + item],
    ["something that is no item", `<entry jid="romeo@example.net"/>`],
    ["an item of another namespace", `<item xmlns="urn:example:other" jid="romeo@example.net"/>`],
    ["two items, one of them without address", item + `<item name="Romeo"/>`],
    ["an item without address", `<item name="Romeo"/>`],
    ["an item with an empty address", `<item jid=""/>`],
    ["the removal of nobody", `<item jid="" subscription="remove"/>`],
  ])("[R6] %s is a bad request", ([, items = ""]) => {
    expect(push(items)).toEqual({ kind: "refused", condition: "bad-request" });
  });

  test.for([
    `<more xmlns="urn:example:more"/>`,
    `<entry jid="nurse@example.net"/>`,
    `<item xmlns="urn:x" jid="a@b"/>`,
    "text",
  ])("[R6] [R19] %s beside the one item counts for nothing", (more) => {
    for (const items of [more + item, item + more])
      expect(push(items)).toMatchObject({ kind: "update", contact: { bareJid: "romeo@example.net" } });
  });

  test("[R19] an item whose address cannot be parsed is told, and told to be gone", () => {
    const address = "romeo@@example.net";
    expect(push(`<item jid="${address}" name="R"/>`)).toMatchObject({
      kind: "update",
      contact: { bareJid: itemKey(address), address, name: "R" },
    });
    expect(push(`<item jid="${address}" subscription="remove"/>`)).toEqual({
      kind: "remove",
      bareJid: itemKey(address),
      address,
      ver: "7",
    });
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

describe("the content of a result", () => {
  test("[R5] remove in a result removes nobody and counts as none", () => {
    const read = result(`<item jid="romeo@example.net" name="Romeo" subscription="remove"/>`);
    expect(read.contacts).toMatchObject([{ name: "Romeo", subscription: "none" }]);
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

  test("[R14] a repeated group counts once; an empty one is kept", () => {
    const [contact] = result(
      `<item jid="romeo@example.net"><group>A</group><group/><group>A</group><group>a</group></item>`,
    ).contacts;
    expect(contact?.groups).toEqual(["A", "", "a"]);
  });

  test.for([
    "<item/>",
    `<item jid=""/>`,
    `<entry xmlns="urn:example:new"/>`,
    `<group>A</group>`,
    "text",
    `<item xmlns="urn:x" jid="a@b"/>`,
  ])("[R19] %s is ignored", (odd) => {
    expect(result(odd + item + odd)).toEqual(result(item));
  });

  test.for(oddAddresses)("[R19] an item for %j is kept as it came, and goes back so", (address) => {
    const quoted = address.replace(/[&<"\n\t]/g, (char) => `&#${char.charCodeAt(0)};`);
    const [contact, ...more] = result(
      `<item jid="${quoted}" name="?" subscription="both"><group>A</group></item>${item}`,
    ).contacts;
    expect(contact).toMatchObject({ address, name: "?", groups: ["A"], subscription: "both" });
    expect(contact && isReadable(contact.bareJid)).toBe(false);
    expect(more.map(({ bareJid }) => bareJid)).toEqual(["romeo@example.net"]);
    expect(rosterRemove(address).getChild("query")?.getChild("item")?.attrs["jid"]).toBe(address);
  });

  test("[R19] keys of invalid addresses differ from each other and from every address, and contain no line break", () => {
    const keys = oddAddresses.map(itemKey);
    expect(new Set(keys).size).toBe(oddAddresses.length);
    for (const key of keys) {
      expect(toBareJid(key)).toBeUndefined();
      expect(key).toMatch(/^@[\w-]+$/);
      // A server's text that looks like one of these keys gets a different key.
      expect(itemKey(key)).not.toBe(key);
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

describe("several items for one address", () => {
  const one = (items: string) => {
    const { contacts, several } = result(items);
    const [contact, ...more] = contacts;
    expect(more).toEqual([]);
    return { ...contact, slots: [...several.values()].map((slots) => slots.map(({ address }) => address)) };
  };
  const of = (jid: string, more = "", ...groups: string[]) =>
    `<item jid="${jid}" ${more}>${groups.map((group) => `<group>${group}</group>`).join("")}</item>`;

  test("[R18] one item a group is one contact with all groups, each once, in their order", () => {
    const items = ["B", "A", "", "B", "a"]
      .map((group) => of("romeo@example.net", `name="R"`, group))
      .join("");
    expect(one(items)).toMatchObject({ name: "R", groups: ["B", "A", "", "a"], slots: [] });
  });

  test("[R18] other spellings of the address are the same person; the last one is sent back", () => {
    expect(
      one(of("Romeo@Example.net", `name="1"`, "A") + of("romeo@example.net.", `name="2"`, "B")),
    ).toMatchObject({ address: "romeo@example.net.", name: "2", groups: ["A", "B"], slots: [] });
  });

  test("[R18] the bare address speaks before full ones, whichever comes last, and the groups of all count", () => {
    const phone = of("romeo@example.net/phone", `name="Phone" subscription="both"`, "P");
    const bare = of("romeo@example.net", `name="Romeo" subscription="to"`, "R");
    for (const items of [phone + bare, bare + phone])
      expect(one(items)).toMatchObject({
        address: "romeo@example.net",
        name: "Romeo",
        subscription: "to",
        slots: [expect.arrayContaining(["romeo@example.net", "romeo@example.net/phone"])],
      });
    expect(one(phone + bare).groups).toEqual(["P", "R"]);
    expect(one(bare + phone).groups).toEqual(["R", "P"]);
  });

  test("[R18] a full address never names or subscribes the bare one", () => {
    const items = of("romeo@example.net") + of("romeo@example.net/phone", `name="Phone" subscription="both"`);
    expect(one(items)).toMatchObject({ name: "", subscription: "none" });
  });

  test("[R18] full addresses alone are one contact", () => {
    const items = of("icq.example.net/a", `name="A"`, "1") + of("icq.example.net/b", `name=""`, "2");
    expect(one(items)).toMatchObject({
      address: "icq.example.net/b",
      name: "A",
      groups: ["1", "2"],
      slots: [["icq.example.net/a", "icq.example.net/b"]],
    });
  });

  test.for([
    [["both", ""], "both"],
    [["", "both"], "both"],
    [["to", "from"], "both"],
    [["from", "none"], "from"],
    [["none", "remove", "to"], "to"],
    [["", "none"], "none"],
  ] as const)("[R18] subscriptions %j are %j", ([states, joined]) => {
    const items = states.map((state) => of("romeo@example.net", state && `subscription="${state}"`)).join("");
    expect(one(items).subscription).toBe(joined);
  });

  test("[R18] a request of ours that one item tells of, and an approval, are there", () => {
    const items = of("romeo@example.net", `ask="subscribe"`) + of("romeo@example.net", `approved="true"`);
    expect(one(items)).toMatchObject({ ask: true, approved: true });
  });

  // Joining them one after the other would take minutes.
  test("[R18] 20,000 items for one address are read in one go", () => {
    const items = Array.from({ length: 20_000 }, (_, index) => of("a@b", "", String(index))).join("");
    expect(one(items).groups).toHaveLength(20_000);
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
  test("[R2] [R9] a get contains no item; without a version the attribute is left out, an empty version is sent", () => {
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
