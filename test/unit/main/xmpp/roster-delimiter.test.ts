import { expect, test } from "vitest";
import { usableDelimiter } from "../../../../app/group-path.ts";
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

/* Every letter and digit that XEP-0083 names, and neighbours that it does not. */
const alphanumeric = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];

test("[R20] a single letter or digit of ASCII is no delimiter", () => {
  for (const text of alphanumeric)
    expect(readRosterDelimiter(reply(`<roster xmlns="roster:delimiter">${text}</roster>`))).toBe("");
});

test.each([
  ...["ee", "aa", "00", "e:", ":e", "e ", " e", " / ", ": :", "->", ".", "_", "-", "~", "\u00a0:", "  :"],
  ...["é", "ß", "я", "א", "あ", "ｅ", "٣", "²", "Ⅷ", "\u0301", "\u200d", "😀", "👨‍👩‍👧", "\u212a", "ı"],
])("[R20] %j is a delimiter, as it is written", (text) => {
  expect(readRosterDelimiter(reply(`<roster xmlns="roster:delimiter">${text}</roster>`))).toBe(text);
  expect(usableDelimiter(text)).toBe(text);
});

test.each(["", " ", "\n\t ", "\ud83d", "\ude00", ":\ud83d", "\u0000", "\uffff", ":".repeat(17)])(
  "[R20] %j is no delimiter: it is blank, or no name can contain it",
  (text) => {
    expect(usableDelimiter(text)).toBe("");
  },
);

test("[F10] the delimiter is asked for, and a result without anything is none", () => {
  expect(rosterDelimiterGet().toString()).toBe(
    `<iq type="get"><query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter"/></query></iq>`,
  );
  expect(readRosterDelimiter(parseStanza(`<iq type="result" id="1"/>`))).toBe("");
});
