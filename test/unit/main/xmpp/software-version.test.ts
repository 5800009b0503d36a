import { expect, test } from "vitest";
import { readSoftwareVersion, softwareVersionGet } from "../../../../main/xmpp/software-version.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

const reply = (content: string) => parseStanza(`<iq type="result" id="x">${content}</iq>`);
const query = (content: string) => reply(`<query xmlns="jabber:iq:version">${content}</query>`);

test.each([
  ["nothing", reply("")],
  ["another query", reply(`<query xmlns="jabber:iq:roster"><name>Prosody</name></query>`)],
  ["no name", query("<version>1</version>")],
  ["an empty name", query("<name/>")],
])("[C5] %s is no answer", (_, stanza) => {
  expect(readSoftwareVersion(stanza)).toBeUndefined();
});

test("[C5] a server is asked by its domain, and its operating system is nobody's business", () => {
  expect(softwareVersionGet("example.test").toString()).toBe(
    `<iq type="get" to="example.test"><query xmlns="jabber:iq:version"/></iq>`,
  );
  const answer = query("<name>Prosody</name><version>0.12.4</version><os>Linux</os>");
  expect(readSoftwareVersion(answer)).toEqual({ name: "Prosody", version: "0.12.4" });
  expect(readSoftwareVersion(query("<name>ejabberd</name>"))).toEqual({ name: "ejabberd", version: "" });
});
