import { expect, test } from "vitest";
import {
  accountInfoGet,
  offersOfflineRetrieval,
  offlineCountGet,
} from "../../../../main/xmpp/offline-messages.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

const info = (content: string) =>
  parseStanza(
    `<iq type="result" id="1"><query xmlns="http://jabber.org/protocol/disco#info">${content}</query></iq>`,
  );

test("[P0] only a server that says so lets stored messages be looked at without taking them", () => {
  expect(
    offersOfflineRetrieval(info(`<feature var="x"/><feature var="http://jabber.org/protocol/offline"/>`)),
  ).toBe(true);
  expect(offersOfflineRetrieval(info(`<feature var="http://jabber.org/protocol/offline2"/><feature/>`))).toBe(
    false,
  );
  expect(offersOfflineRetrieval(parseStanza(`<iq type="result" id="1"/>`))).toBe(false);
});

test("[P0] looking asks for the count, and takes nothing", () => {
  expect(offlineCountGet().toString()).toBe(
    `<iq type="get"><query xmlns="http://jabber.org/protocol/disco#info" node="http://jabber.org/protocol/offline"/></iq>`,
  );
  expect(accountInfoGet("juliet@example.test").attrs["to"]).toBe("juliet@example.test");
});
