import { expect, test } from "vitest";
import { failureCodes } from "../../../../app/result.ts";
import { emptyResult, errorReply, readStanzaError } from "../../../../main/xmpp/stanza-error.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

const push = parseStanza(`<iq type="set" id="7&quot;" from="juliet@example.test"/>`);
const pushWithoutSender = parseStanza(`<iq type="set" id="7"/>`);

test("[R7] an empty result carries the push's id and goes where it came from", () => {
  expect(emptyResult(push).attrs).toMatchObject({ type: "result", id: '7"', to: "juliet@example.test" });
  expect(emptyResult(pushWithoutSender).toString()).toBe(`<iq type="result" id="7"/>`);
  expect(emptyResult(push).getChildElements()).toEqual([]);
});

test("[R6] a refusal names its condition", () => {
  expect(errorReply(pushWithoutSender, "service-unavailable").toString()).toBe(
    `<iq type="error" id="7"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
  );
  expect(errorReply(pushWithoutSender, "bad-request").toString()).toContain(
    `<error type="modify"><bad-request `,
  );
});

test("[R13] every condition Kith has a sentence for is read as itself, any other keeps its name", () => {
  const read = (condition: string) =>
    readStanzaError(
      parseStanza(
        `<iq type="error" id="1"><error><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
      ),
    );
  for (const condition of ["forbidden", "bad-request", "not-acceptable", "not-allowed", "item-not-found"]) {
    expect(failureCodes).toContain(condition);
    expect(read(condition).code).toBe(condition);
  }
  const later = parseStanza(
    `<iq type="error" id="1"><error type="wait"><policy-violation xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
  );
  expect(readStanzaError(later).values).toEqual({ condition: "policy-violation", type: "wait" });
  expect(read("subscription-required")).toEqual({
    code: "stanza-error",
    values: { condition: "subscription-required" },
  });
});

test("[R13] a condition that RFC 6120 does not know is kept nowhere, however long it is", () => {
  for (const name of ["x".repeat(1_000_000), "made-up", "constructor", "text"]) {
    const failure = readStanzaError(
      parseStanza(
        `<iq type="error" id="1"><error><${name} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
      ),
    );
    expect(failure).toEqual({ code: "stanza-error", values: { condition: "undefined-condition" } });
  }
  const both = parseStanza(
    `<iq type="error" id="1"><error><made-up xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><conflict xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
  );
  expect(readStanzaError(both).values).toEqual({ condition: "conflict" });
});
