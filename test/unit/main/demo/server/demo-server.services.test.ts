import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BareJid } from "../../../../../app/jid.ts";
import { startDemoServer, type DemoServer } from "../../../../../main/demo/server/demo-server.ts";
import { parseStanza } from "../../../../support/parse-stanza.ts";
import { conditionOf, resource, short } from "./resource.ts";

const romeo = "romeo@demo.test" as BareJid;
const juliet = "juliet@demo.test" as BareJid;
const mallory = "mallory@other.test" as BareJid;

let server: DemoServer;
beforeEach(async () => {
  server = await startDemoServer({ domains: ["demo.test", "other.test"], now: () => Date.UTC(2026, 0, 2) });
  for (const address of [romeo, juliet, mallory]) server.addAccount(address);
  server.seedRoster(romeo, [{ address: juliet, subscription: "both" }]);
  server.seedRoster(juliet, [{ address: romeo, subscription: "both" }]);
});
afterEach(() => server.close());

test("[M7] whoever may see us hears each change, from appearing to leaving, and nobody else does", () => {
  const [hers, his, stranger] = [juliet, romeo, mallory].map((account) => resource(server, account));
  if (!hers || !his || !stranger) throw new Error("no resource");
  hers.appear();
  stranger.appear();
  hers.heard();
  stranger.heard();
  his.appear("<show>away</show><status>In the orchard</status>");
  const [presence] = hers.heard();
  expect(presence?.attrs).toMatchObject({ from: his.fullJid, to: hers.fullJid });
  expect(presence?.getChildText("status")).toBe("In the orchard");
  // His own resources are told as well, and he hears who is around.
  expect(his.heard().map(short)).toEqual([`presence ${his.fullJid}`, `presence ${hers.fullJid}`]);
  his.say(`<presence type="unavailable"/>`);
  expect(hers.heard().map(short)).toEqual([`presence unavailable ${his.fullJid}`]);
  his.close();
  expect(hers.heard()).toEqual([]);
  his.say("<presence/>");
  expect(hers.heard()).toEqual([]);
  expect(stranger.heard()).toEqual([]);
});

test("[M7] a resource that goes without a word is said to have gone", () => {
  const [hers, his] = [resource(server, juliet), resource(server, romeo)];
  hers.appear();
  his.appear();
  hers.heard();
  his.close();
  expect(hers.heard().map(short)).toEqual([`presence unavailable ${his.fullJid}`]);
});

test("[M7] directed presence reaches one address, which is also told of the end", () => {
  const [hers, stranger] = [resource(server, juliet), resource(server, mallory)];
  stranger.appear();
  hers.appear();
  stranger.heard();
  hers.say(`<presence to="${mallory}"/>`);
  expect(stranger.heard().map(short)).toEqual([`presence ${hers.fullJid}`]);
  hers.close();
  expect(stranger.heard().map(short)).toEqual([`presence unavailable ${hers.fullJid}`]);
});

test("[M8] whoever is blocked is gone for us and we for them, until they are not", () => {
  const [hers, his] = [resource(server, juliet), resource(server, romeo)];
  hers.appear();
  his.appear();
  hers.ask("get", `<blocklist xmlns="urn:xmpp:blocking"/>`);
  hers.heard();
  his.heard();
  server.block(juliet, romeo);
  expect(his.heard().map(short)).toEqual([`presence unavailable ${hers.fullJid}`]);
  const [push] = hers.heard();
  expect(push?.getChild("block", "urn:xmpp:blocking")?.getChild("item")?.attrs["jid"]).toBe(romeo);
  his.say(`<presence><show>dnd</show></presence>`);
  his.say(`<presence type="subscribe" to="${juliet}"/>`);
  his.heard();
  his.say(`<message to="${juliet}" id="m"><body>hello</body></message>`);
  expect(his.heard().map(conditionOf)).toEqual(["service-unavailable"]);
  expect(hers.heard()).toEqual([]);
  hers.say(`<message to="${romeo}" id="m"><body>hello</body></message>`);
  const [refusal] = hers.heard();
  expect(refusal?.getChild("error")?.toString()).toBe(
    '<error type="cancel"><not-acceptable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>' +
      '<blocked xmlns="urn:xmpp:blocking:errors"/></error>',
  );
  const unblock = `<unblock xmlns="urn:xmpp:blocking"><item jid="${romeo}"/></unblock>`;
  expect(hers.ask("set", unblock).attrs["type"]).toBe("result");
  expect(his.heard().map(short)).toEqual([`presence ${hers.fullJid}`]);
  expect(hers.ask("get", `<blocklist xmlns="urn:xmpp:blocking"/>`).getChild("blocklist")?.children).toEqual(
    [],
  );
});

test("[M8] a whole domain may be blocked; an impossible address blocks nobody", () => {
  const [hers, stranger] = [resource(server, juliet), resource(server, mallory)];
  const block = (items: string) => hers.ask("set", `<block xmlns="urn:xmpp:blocking">${items}</block>`);
  expect(conditionOf(block(`<item jid="@"/><item jid="other.test"/>`))).toBe("jid-malformed");
  expect(conditionOf(block(""))).toBe("bad-request");
  stranger.say(`<message to="${juliet}" id="1"><body>hello</body></message>`);
  expect(stranger.heard()).toEqual([]);
  expect(block(`<item jid="other.test"/>`).attrs["type"]).toBe("result");
  stranger.say(`<message to="${juliet}" id="2"><body>hello</body></message>`);
  expect(stranger.heard().map(conditionOf)).toEqual(["service-unavailable"]);
});

test("[M9] a vCard is for everybody to read and for its owner to write", () => {
  const [hers, stranger] = [resource(server, juliet), resource(server, mallory)];
  expect(stranger.ask("get", `<vCard xmlns="vcard-temp"/>`, juliet).getChild("vCard")?.children).toEqual([]);
  hers.ask("set", `<vCard xmlns="vcard-temp"><FN>Juliet</FN></vCard>`);
  const read = () => stranger.ask("get", `<vCard xmlns="vcard-temp"/>`, juliet).getChild("vCard");
  expect(read()?.getChildText("FN")).toBe("Juliet");
  const forged = stranger.ask("set", `<vCard xmlns="vcard-temp"><FN>Me</FN></vCard>`, juliet);
  expect(conditionOf(forged)).toBe("service-unavailable");
  server.setVcard(juliet, parseStanza(`<vCard xmlns="vcard-temp"><FN>Julia</FN></vCard>`));
  expect(read()?.getChildText("FN")).toBe("Julia");
});

test("[M9] a picture is announced in presence and, to subscribers of the node, by an event; only friends can fetch it", () => {
  const [hers, his, stranger] = [juliet, romeo, mallory].map((account) => resource(server, account));
  if (!hers || !his || !stranger) throw new Error("no resource");
  hers.appear();
  his.appear(`<c xmlns="http://jabber.org/protocol/caps" node="https://his.test" ver="1" hash="sha-1"/>`);
  const question = his.heard().find((stanza) => stanza.name === "iq" && stanza.attrs["type"] === "get");
  his.say(
    `<iq type="result" id="${question?.attrs["id"]}" to="${romeo}"><query xmlns="http://jabber.org/protocol/disco#info"><feature var="urn:xmpp:avatar:metadata+notify"/></query></iq>`,
  );
  const bytes = Buffer.from("a picture");
  const hash = createHash("sha1").update(bytes).digest("hex");
  server.setAvatar(juliet, { bytes, type: "image/png", width: 8, height: 8 });
  const heard = his.heard();
  const metadata = heard
    .find((stanza) => stanza.name === "message")
    ?.getChild("event")
    ?.getChild("items");
  expect(metadata?.getChild("item")?.getChild("metadata")?.getChild("info")?.attrs["id"]).toBe(hash);
  const update = heard.find((stanza) => stanza.name === "presence")?.getChild("x", "vcard-temp:x:update");
  expect(update?.getChildText("photo")).toBe(hash);
  const data = `<pubsub xmlns="http://jabber.org/protocol/pubsub"><items node="urn:xmpp:avatar:data"><item id="${hash}"/></items></pubsub>`;
  const item = his.ask("get", data, juliet).getChild("pubsub")?.getChild("items")?.getChild("item");
  expect(Buffer.from(item?.getChildText("data") ?? "", "base64").toString()).toBe("a picture");
  expect(conditionOf(stranger.ask("get", data, juliet))).toBe("not-authorized");
  const photo = stranger
    .ask("get", `<vCard xmlns="vcard-temp"/>`, juliet)
    .getChild("vCard")
    ?.getChild("PHOTO");
  expect(photo?.getChildText("TYPE")).toBe("image/png");
  server.setAvatar(juliet, null);
  expect(String(his.heard().find((stanza) => stanza.name === "message"))).toContain("<metadata ");
  expect(stranger.ask("get", `<vCard xmlns="vcard-temp"/>`, juliet).getChild("vCard")?.children).toEqual([]);
});

test("[M10] a message is for resources that take messages; it is stored until there is one, and told once with its time", () => {
  const [hers, his] = [resource(server, juliet), resource(server, romeo)];
  hers.appear("<priority>-1</priority>");
  hers.heard();
  his.say(`<message to="${juliet}" type="chat"><body>good night</body></message>`);
  his.say(
    `<message to="${juliet}" type="chat"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>`,
  );
  his.say(`<message to="${juliet}" type="headline"><body>now only</body></message>`);
  expect(hers.heard()).toEqual([]);
  hers.say(`<presence><priority>-1</priority></presence>`);
  expect(hers.heard().filter((stanza) => stanza.name === "message")).toEqual([]);
  hers.say("<presence/>");
  const stored = hers.heard().filter((stanza) => stanza.name === "message");
  expect(stored.map((stanza) => stanza.getChildText("body"))).toEqual(["good night"]);
  expect(stored[0]?.getChild("delay", "urn:xmpp:delay")?.attrs["stamp"]).toBe("2026-01-02T00:00:00.000Z");
  hers.say(`<presence><show>away</show></presence>`);
  expect(hers.heard().filter((stanza) => stanza.name === "message")).toEqual([]);
  his.say(`<message to="${hers.fullJid}/no/such" type="chat"><body>still here</body></message>`);
  expect(hers.heard().map((stanza) => stanza.getChildText("body"))).toEqual(["still here"]);
});

test("[M10] of messages to a resource that is gone only a chat goes to the others, or waits", () => {
  const [hers, his] = [resource(server, juliet), resource(server, romeo)];
  const send = (type: string) =>
    his.say(`<message to="${juliet}/gone" id="m" type="${type}"><body>${type}</body></message>`);
  const types = ["chat", "normal", "unheard-of", "headline", "groupchat", "error"];
  for (const each of types) send(each);
  hers.appear("");
  const stored = hers.heard().filter((stanza) => stanza.name === "message");
  expect(stored.map((stanza) => stanza.getChildText("body"))).toEqual(["chat"]);
  for (const each of types) send(each);
  expect(hers.heard().map((stanza) => stanza.getChildText("body"))).toEqual(["chat"]);
  const refused = his.heard();
  expect(refused.map(conditionOf)).toEqual(Array.from({ length: 6 }, () => "service-unavailable"));
});

test("[M13] the server and an account say what they can; a ping is answered; nobody is not there, and another server neither", () => {
  const his = resource(server, romeo);
  const info = `<query xmlns="http://jabber.org/protocol/disco#info"/>`;
  const features = (to?: string) =>
    his
      .ask("get", info, to)
      .getChild("query")
      ?.getChildren("feature")
      .map((feature) => feature.attrs["var"]);
  expect(features("demo.test")).toContain("urn:xmpp:blocking");
  expect(features()).toContain("http://jabber.org/protocol/pubsub#publish");
  // Requests come at any priority, so nobody has to look at stored messages first.
  expect(features()).not.toContain("http://jabber.org/protocol/offline");
  const ping = (to: string) => his.ask("get", `<ping xmlns="urn:xmpp:ping"/>`, to);
  expect(ping("demo.test").attrs).toMatchObject({ type: "result", from: "demo.test" });
  expect(conditionOf(ping("nobody@demo.test"))).toBe("service-unavailable");
  expect(conditionOf(ping(mallory))).toBe("service-unavailable");
  expect(conditionOf(ping("far@elsewhere.test"))).toBe("remote-server-not-found");
  expect(conditionOf(ping("@"))).toBe("jid-malformed");
});

test("[M13] private storage gives back to the account what it kept, and an empty element for what it never did", () => {
  const [hers, phone] = [resource(server, juliet), resource(server, juliet, "phone")];
  const query = (content: string) => `<query xmlns="jabber:iq:private">${content}</query>`;
  hers.ask("set", query(`<notes xmlns="urn:kith:test"><note>one</note></notes>`));
  const kept = phone.ask("get", query(`<notes xmlns="urn:kith:test"/>`)).getChild("query")?.getChild("notes");
  expect(kept?.getChildText("note")).toBe("one");
  const his = resource(server, romeo);
  const none = his.ask("get", query(`<notes xmlns="urn:kith:test"/>`)).getChild("query")?.getChild("notes");
  expect(none?.children).toEqual([]);
  expect(conditionOf(hers.ask("get", query("")))).toBe("bad-request");
});

test("[M14] what a listener says comes right after what the server is doing, and everybody hears all in one order", () => {
  server.seedRoster(juliet, [
    { address: romeo, subscription: "both" },
    { address: mallory, subscription: "both" },
  ]);
  server.seedRoster(romeo, [
    { address: juliet, subscription: "both" },
    { address: mallory, subscription: "both" },
  ]);
  const [hers, his] = [resource(server, juliet), server.attach(romeo, "desk")];
  const last = resource(server, mallory);
  last.appear();
  his.onStanza = (stanza) => {
    if (stanza.attrs["from"] === hers.fullJid) his.send(parseStanza("<presence><show>dnd</show></presence>"));
  };
  his.send(parseStanza("<presence/>"));
  last.heard();
  // He answers while hers is still on its way to the next.
  hers.say("<presence><show>dnd</show></presence>");
  expect(last.heard().map((stanza) => stanza.attrs["from"])).toEqual([hers.fullJid, his.fullJid]);
});

test("[M14] nobody attached speaks for somebody else, and the demo names no account that is not there", () => {
  const his = server.attach(romeo, "desk");
  expect(() => his.send(parseStanza(`<presence from="${juliet}"/>`))).toThrow("somebody else");
  expect(() => server.attach("nobody@demo.test" as BareJid, "desk")).toThrow("no account");
  expect(() => server.addAccount("romeo@elsewhere.test")).toThrow("no address of the demo");
});

test("[M6] of a thousand requests none is forgotten for one more, and each can get a new message", () => {
  const waiting = Array.from({ length: 999 }, (_, number) => ({ address: `paris${number}@other.test` }));
  server.seedRoster(juliet, [], [...waiting, { address: mallory, message: "Hello" }]);
  server.addAccount("iago@other.test");
  resource(server, "iago@other.test").say(`<presence type="subscribe" to="${juliet}"/>`);
  resource(server, mallory).say(
    `<presence type="subscribe" to="${juliet}"><status>Hello again</status></presence>`,
  );
  const hers = resource(server, juliet);
  hers.appear();
  const asked = hers.heard().filter((stanza) => stanza.attrs["type"] === "subscribe");
  expect(asked).toHaveLength(1_000);
  expect(asked.at(-1)?.attrs["from"]).toBe(mallory);
  expect(asked.at(-1)?.getChildText("status")).toBe("Hello again");
});
