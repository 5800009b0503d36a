import { describe, expect, test } from "vitest";
import { readStrayMessage } from "../../../../main/xmpp/message.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

const now = 1_700_000_000_000;
const read = (text: string) => readStrayMessage(parseStanza(text), now);

describe("messages that reach us although we take none", () => {
  test("[P0] is kept whole, with the time it was sent", () => {
    expect(
      read(
        `<message from="Romeo@example.net/orchard" type="chat"><body> Hello\n</body><delay xmlns="urn:xmpp:delay" stamp="2020-01-01T00:00:00Z"/></message>`,
      ),
    ).toEqual({
      bareJid: "romeo@example.net",
      address: "Romeo@example.net",
      body: " Hello\n",
      at: Date.UTC(2020, 0, 1),
    });
  });

  test.for([
    `<message from="a@b.example"><body>x</body></message>`,
    `<message from="a@b.example" type="normal"><body>x</body><delay xmlns="urn:xmpp:delay" stamp="soon"/></message>`,
    `<message from="a@b.example"><body>x</body><delay stamp="2020-01-01T00:00:00Z"/></message>`,
  ])("[P0] without a time that can be read it was sent now: %s", (text) => {
    expect(read(text)?.at).toBe(now);
  });

  test.for([
    `<message from="a@b.example"/>`,
    `<message from="a@b.example" type="error"><body>x</body></message>`,
    `<message from="a@b.example" type="headline"><body>x</body></message>`,
    `<message from="room@b.example/nick" type="groupchat"><body>x</body></message>`,
    `<message from="a@@b.example"><body>x</body></message>`,
    `<message><body>x</body></message>`,
  ])("nobody needs to read %s", (text) => {
    expect(read(text)).toBeUndefined();
  });
});
