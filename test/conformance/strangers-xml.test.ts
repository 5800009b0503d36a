import { expect, test, vi } from "vitest";
import { connect } from "../../main/xmpp/connection/connect.ts";
import { type Element, xml } from "../../main/xmpp/connection/element.ts";
import { plainClient } from "../servers/plain-client.ts";
import { onEveryServer } from "./on-every-server.ts";

const repeated = (text: string, times: number) => text.repeat(times);

/** What a stranger may try; some servers pass it on, others end the stranger's stream. */
const tries: readonly (readonly [string, string])[] = [
  ["elements 200 deep", repeated("<a>", 200) + repeated("</a>", 200)],
  ["a thousand attributes", `<a ${Array.from({ length: 1000 }, (_, index) => `a${index}=''`).join(" ")}/>`],
  ["many elements", `<a>${repeated("<b/>", 30_000)}</a>`],
  ["a long text", `<body>${repeated("x", 200_000)}</body>`],
  ["prefixes", "<p:a xmlns:p='urn:p' p:b='1' b='2'><p:c/></p:a>"],
  ["a prefix of the stream's header", "<foo:a foo:b='1'/>"],
  ["a prefix that is not declared", "<bar:a/>"],
  ["a prefix that is not declared, in an attribute", "<a bar:b='1'/>"],
  ["an attribute twice by its namespace", "<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>"],
  ["two colons", "<a:b:c xmlns:a='u'/>"],
  ["a reserved prefix", "<xmlns:a/>"],
  ["a comment", "<a><!-- b --></a>"],
  ["an instruction", "<a><?b c?></a>"],
  ["CDATA", "<body><![CDATA[<a>&b;]]></body>"],
  ["a header within", "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'/>"],
  ["a stream error within", "<stream:error xmlns:stream='http://etherx.jabber.org/streams'/>"],
  ["a control character", "<body>&#x1;</body>"],
  ["U+FFFF", "<body>&#xFFFF;</body>"],
  ["U+1FFFE, which is allowed", "<body>&#x1FFFE;</body>"],
  ["a name of another script", "<名 属='1'/>"],
];

onEveryServer("A stranger's XML", (ground) => {
  test("[T23] [T24] nothing that a stranger sends through the server ends our stream", async () => {
    const server = ground.server();
    const [user, other] = [await ground.newAccount(), await ground.newAccount("mallory")];
    const result = await connect({
      local: user,
      domain: server.domain,
      password: "secret",
      extraAuthorities: [server.authority],
      endpoint: { host: "127.0.0.1", port: server.starttlsPort, security: "starttls" },
      trust: { fingerprint: null, hasOfferedScram: false },
      resume: null,
      signal: new AbortController().signal,
    });
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    const stream = result.value;
    const ends: string[] = [];
    const seen: Element[] = [];
    stream.onEnd = ({ failure }) => ends.push(JSON.stringify(failure));
    stream.onStanza = (stanza) => seen.push(stanza) === 0;
    await stream.request(xml("iq", { type: "get" }, xml("query", { xmlns: "jabber:iq:roster" })));
    await stream.send(xml("presence"));
    for (const [name, payload] of tries) {
      const stranger = await plainClient(server, other, "secret", undefined, " xmlns:foo='urn:foo'");
      await stranger.send(`<message to='${stream.fullJid}'>${payload}</message>`);
      await stranger.close();
      const healthy = await plainClient(server, other, "secret");
      await healthy.send(`<message to='${stream.fullJid}'><body>after ${name}</body></message>`);
      await vi.waitUntil(
        () => ends.length > 0 || seen.some((stanza) => stanza.getChildText("body") === `after ${name}`),
        { interval: 10, timeout: 5_000 },
      );
      expect([name, ends]).toEqual([name, []]);
      await healthy.close();
    }
    await stream.close();
  }, 60_000);
});
