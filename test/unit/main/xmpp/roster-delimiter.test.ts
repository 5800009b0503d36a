import { expect, test } from "vitest";
import { readRosterDelimiter, rosterDelimiterGet } from "../../../../main/xmpp/roster-delimiter.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

const reply = (content: string) =>
  parseStanza(`<iq type="result" id="1"><query xmlns="jabber:iq:private">${content}</query></iq>`);

test.each([
  ["", ""],
  [`<roster xmlns="roster:delimiter"/>`, ""],
  [`<roster xmlns="roster:delimiter">  </roster>`, ""],
  [`<roster xmlns="jabber:iq:roster">::</roster>`, ""],
  [`<roster xmlns="roster:delimiter">${"x".repeat(17)}</roster>`, ""],
  [`<roster xmlns="roster:delimiter">::</roster>`, "::"],
  [`<roster xmlns="roster:delimiter">\\</roster>`, "\\"],
])("[F10] %s says %j", (content, delimiter) => {
  expect(readRosterDelimiter(reply(content))).toBe(delimiter);
});

test("[F10] the delimiter is asked for, and a result without anything is none", () => {
  expect(rosterDelimiterGet().toString()).toBe(
    `<iq type="get"><query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter"/></query></iq>`,
  );
  expect(readRosterDelimiter(parseStanza(`<iq type="result" id="1"/>`))).toBe("");
});
