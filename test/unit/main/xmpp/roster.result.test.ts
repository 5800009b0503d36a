import fc from "fast-check";
import { expect, test } from "vitest";
import { readRosterResult } from "../../../../main/xmpp/roster.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

/* Whatever a result is made of, an oracle that knows no XML and parses no address says who is on the list. */

type State = "" | "none" | "to" | "from" | "both" | "remove" | "Both";

/** The item of person number `n`, in one spelling of their address. */
interface Given {
  readonly person: number;
  readonly address: string;
  readonly isFull: boolean;
  readonly name: string;
  readonly groups: readonly string[];
  readonly state: State;
  readonly ask: boolean;
}

interface Child {
  readonly xml: string;
  readonly item: Given | null;
}

/** Addresses, each with all its spellings; what is no address has one spelling. */
const spellings: readonly (readonly string[])[] = [
  ["romeo@example.net", "Romeo@EXAMPLE.net", "romeo@example.net.", " romeo@example.net"],
  ["änne@münchen.example", "a\u0308nne@xn--mnchen-3ya.example", "ÄNNE@MÜNCHEN.example"],
  ["nurse@chat_server.example", "nurse@CHAT_server.example"],
  ["icq.example.net", "ICQ.example.net."],
  ["two@signs@example.net"],
  ["Two@signs@example.net"],
  ["two\nlines@example.net"],
  ["@example.net"],
  ["romeo@example.net/"],
];
const firstOdd = 4;

const text = fc.oneof(
  fc.constantFrom("", " ", "A", "a", "A&B", '<"x">', "\t", "é"),
  fc.string({ maxLength: 4 }),
);

const escape = (raw: string) =>
  [...raw.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")]
    .map((char) => (/[a-z0-9@. ]/i.test(char) ? char : `&#${char.codePointAt(0) ?? 0};`))
    .join("");
const plain = text.map((raw) =>
  raw.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, ""),
);

const good: fc.Arbitrary<Child> = fc
  .record({
    person: fc.nat({ max: spellings.length - 1 }),
    spelling: fc.nat({ max: 3 }),
    resource: fc.constantFrom("", "", "/phone", "/Home"),
    name: plain,
    groups: fc.array(plain, { maxLength: 3 }),
    state: fc.constantFrom<State>("", "none", "to", "from", "both", "remove", "Both"),
    ask: fc.boolean(),
    unknown: fc.constantFrom("", `<x xmlns="urn:x">A</x>`, `<group xmlns="urn:x">B</group>`),
  })
  .map(({ person, spelling, resource, name, groups, state, ask, unknown }) => {
    const known = spellings[person] ?? [];
    const isFull = person < firstOdd && resource !== "";
    const address = `${known[spelling % known.length] ?? ""}${isFull ? resource : ""}`;
    const inner = groups.map((group) => `<group>${escape(group)}</group>`).join("");
    const attributes = `name="${escape(name)}" subscription="${state}"${ask ? ` ask="subscribe"` : ""}`;
    return {
      xml: `<item jid="${escape(address)}" ${attributes} new="1">${unknown}${inner}</item>`,
      item: { person, address, isFull, name, groups, state, ask },
    };
  });

const ignored: fc.Arbitrary<Child> = fc
  .constantFrom(
    "<item/>",
    `<item jid="" name="x"/>`,
    `<item xmlns="urn:x" jid="romeo@example.net"/>`,
    `<entry jid="romeo@example.net" name="no"/>`,
    `<query><item jid="romeo@example.net"/></query>`,
    "words",
    "\n",
  )
  .map((xml) => ({ xml, item: null }));

/** What the rules say, person by person. */
function oracle(items: readonly Given[]) {
  const people: number[] = [];
  for (const { person } of items) if (!people.includes(person)) people.push(person);
  return people.map((person) => {
    const all = items.filter((item) => item.person === person);
    const speaking = all.some(({ isFull }) => !isFull) ? all.filter(({ isFull }) => !isFull) : all;
    let address = "";
    let name = "";
    let sees = false;
    let isSeen = false;
    let ask = false;
    for (const item of speaking) {
      address = item.address;
      if (item.name !== "") name = item.name;
      if (item.state === "to" || item.state === "both") sees = true;
      if (item.state === "from" || item.state === "both") isSeen = true;
      if (item.ask) ask = true;
    }
    const groups: string[] = [];
    for (const item of all) for (const group of item.groups) if (!groups.includes(group)) groups.push(group);
    const subscription = sees ? (isSeen ? "both" : "to") : isSeen ? "from" : "none";
    return { address, name, groups, subscription, ask, approved: false };
  });
}

test("[R5] [R14] [R18] [R19] a result of any good, broken, doubled and unknown children lists the people of the oracle", () => {
  const children = fc.array(fc.oneof({ arbitrary: good, weight: 4 }, ignored), { maxLength: 12 });
  fc.assert(
    fc.property(children, (all) => {
      const query = `<query xmlns="jabber:iq:roster" ver="v">${all.map(({ xml }) => xml).join("")}</query>`;
      const read = readRosterResult(parseStanza(`<iq type="result" id="r">${query}</iq>`));
      if (read.kind !== "full") throw new Error(read.kind);
      const items = all.flatMap(({ item }) => (item === null ? [] : [item]));
      expect(read.contacts).toEqual(oracle(items).map((said) => ({ ...said, bareJid: expect.any(String) })));
      expect(new Set(read.contacts.map(({ bareJid }) => bareJid)).size).toBe(read.contacts.length);
      expect(read.ver).toBe("v");
    }),
    { numRuns: 1_000 },
  );
});
