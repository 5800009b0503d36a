import { describe, expect, test } from "vitest";
import { shows } from "../../../../app/presence.ts";
import {
  availablePresence,
  readPresence,
  subscriptionPresence,
  unavailablePresence,
} from "../../../../main/xmpp/presence.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

function read(
  content: string,
  attributes = `from="romeo@example.net/orchard"`,
  languages: string[] = ["en"],
) {
  return readPresence(parseStanza(`<presence ${attributes}>${content}</presence>`), languages);
}

function available(content: string, languages?: string[], attributes?: string) {
  const fact = read(content, attributes, languages);
  if (fact?.kind !== "available") throw new Error(fact?.kind);
  return fact.presence;
}

describe("what we send", () => {
  test.for(shows)("[P0] [P1] available as %s: priority -1, no to, no type", (show) => {
    const stanza = availablePresence(show, "Reading");
    expect(stanza.attrs["to"]).toBeUndefined();
    expect(stanza.attrs["type"]).toBeUndefined();
    expect(stanza.getChildText("priority")).toBe("-1");
    expect(stanza.getChildText("show")).toBe(show === "available" ? null : show);
    expect(stanza.getChildText("status")).toBe("Reading");
  });

  test("[P1] no status is no element", () => {
    expect(availablePresence("available", "").toString()).toBe(
      "<presence><priority>-1</priority></presence>",
    );
  });

  test("[P1] the goodbye carries nothing", () => {
    expect(unavailablePresence().toString()).toBe(`<presence type="unavailable"/>`);
  });

  test("[P0] a subscription stanza is no availability and says no priority", () => {
    const stanza = subscriptionPresence("subscribe", "romeo@example.net", "id1", "It is <me>");
    expect(stanza.toString()).toBe(
      `<presence type="subscribe" to="romeo@example.net" id="id1"><status>It is &lt;me&gt;</status></presence>`,
    );
  });
});

describe("show and priority", () => {
  test.for([
    ["", "available"],
    ["<show/>", "available"],
    ["<show>away</show>", "away"],
    ["<show>xa</show>", "xa"],
    ["<show>dnd</show>", "dnd"],
    ["<show>chat</show>", "chat"],
    ["<show>Away</show>", "available"],
    ["<show>available</show>", "available"],
    ["<show>busy</show>", "available"],
    ["<show>constructor</show>", "available"],
    ["<show><away/></show>", "available"],
  ])("[P5] %s shows as %s", ([content = "", show]) => {
    expect(available(content).show).toBe(show);
  });

  test.for<[string, number]>([
    ["", 0],
    ["5", 5],
    ["+5", 5],
    [" 5\n", 5],
    ["-1", -1],
    ["127", 127],
    ["128", 0],
    ["-128", -128],
    ["-129", 0],
    ["9", 9],
    ["10", 10],
    ["1e2", 0],
    ["0x10", 0],
    ["5.5", 0],
    ["Infinity", 0],
    ["NaN", 0],
    ["٣", 0],
    ["9".repeat(400), 0],
  ])("[P5] the priority %j is the number %i", ([text, priority]) => {
    expect(available(`<priority>${text}</priority>`).priority).toBe(priority);
  });
});

describe("status", () => {
  const three = `<status>hello</status><status xml:lang="de">hallo</status><status xml:lang="pt-BR">olá</status>`;

  test.for([
    [["de"], "hallo"],
    [["de-CH"], "hallo"],
    [["DE"], "hallo"],
    [["pt"], "olá"],
    [["pt-PT"], "olá"],
    [["ja"], "hello"],
    [["ja", "pt-BR"], "olá"],
    [[], "hello"],
  ] as [string[], string][])("[P6] for somebody who reads %j", ([languages, text]) => {
    expect(available(three, languages).status).toBe(text);
  });

  test("[P6] a status without language has that of its stanza", () => {
    const content = `<status xml:lang="en">hello</status><status>hallo</status>`;
    expect(available(content, ["de"], `from="romeo@example.net/a" xml:lang="de"`).status).toBe("hallo");
  });

  test("[P6] none in a language of ours: any is better than nothing", () => {
    expect(available(`<status xml:lang="fi">hei</status>`, ["de"]).status).toBe("hei");
  });

  test("a status as long as a book is cut, and not within a character", () => {
    const status = available(`<status>a${"😀".repeat(50_000)}</status>`).status;
    expect(status.length).toBeLessThanOrEqual(1000);
    expect(status).not.toMatch(/\p{Cs}/u);
  });
});

describe("what says nothing", () => {
  test.for([
    ["no sender", ""],
    ["an impossible sender", `from="romeo@@example.net"`],
    ["an empty sender", `from=""`],
    ["a probe", `from="romeo@example.net" type="probe"`],
    ["an unknown type", `from="romeo@example.net" type="invisible"`],
    ["an empty type", `from="romeo@example.net" type=""`],
  ])("%s", ([, attributes]) => {
    expect(read("", attributes)).toBeUndefined();
  });
});

describe("requests", () => {
  test("[J2] a nickname is shown beside the address, never instead of it", () => {
    expect(
      read(
        `<nick xmlns="http://jabber.org/protocol/nick">juliet@example.test</nick>`,
        `from="Mallory@evil.example/x" type="subscribe"`,
      ),
    ).toMatchObject({
      address: "Mallory@evil.example",
      from: { bareJid: "mallory@evil.example" },
      nickname: "juliet@example.test",
    });
  });

  test("[J2] a name in another namespace is no nickname, and a long one is cut", () => {
    expect(read(`<nick>Romeo</nick>`, `from="a@b.example" type="subscribe"`)).toMatchObject({ nickname: "" });
    const long = `<nick xmlns="http://jabber.org/protocol/nick">${"n".repeat(9000)}</nick>`;
    const fact = read(long, `from="a@b.example" type="subscribe"`);
    expect(fact?.kind === "subscribe" && fact.nickname.length).toBe(1000);
  });
});

describe("errors", () => {
  test.for([
    [
      `<error><remote-server-timeout xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`,
      "remote-server-timeout",
    ],
    [
      `<error><text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">x</text><forbidden xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`,
      "forbidden",
    ],
    [`<error><forbidden/></error>`, "stanza-error"],
    [`<error><gone xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">xmpp:x@y</gone></error>`, "stanza-error"],
    [`<error/>`, "stanza-error"],
    ["", "stanza-error"],
  ])("[S6] %s is read as %s", ([content = "", code]) => {
    expect(read(content, `from="romeo@example.net" type="error" id="1"`)).toMatchObject({
      failure: { code },
    });
  });
});
