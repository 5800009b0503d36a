import { expect, test, vi } from "vitest";
import { after } from "../../main/after.ts";
import { type Element, xml } from "../../main/xmpp/connection/element.ts";
import { endOf, guardEveryTest, hostile, letIn } from "./hostile-ground.ts";
import { type Line, welcome } from "./scripted-server.ts";

guardEveryTest();

const get = () => xml("iq", { type: "get" }, xml("query", { xmlns: "jabber:iq:roster" }));
const result = (id: string, from = "") =>
  `<iq type="result" id="${id}"${from}><query xmlns="jabber:iq:roster" ver="7">`;
const askedId = async (line: Line) => (await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><query/))[1] ?? "";
const jids = (items: readonly Element[]) => items.map((item) => item.attrs["jid"]);

test("[T24] the items of a reply are passed on as they arrive, and are not part of it", async () => {
  const items: Element[] = [];
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.send(`${result(await askedId(line))}<item jid="a@b"><group>G</group></item><item jid="c@d"/>`);
    await vi.waitUntil(() => items.length === 2, { interval: 5 });
    await line.send(`<item jid="e@f"/></query></iq>`);
  });
  const stream = await letIn(options);
  const reply = await stream.request(get(), 5_000, (item) => items.push(item));
  expect(jids(items)).toEqual(["a@b", "c@d", "e@f"]);
  expect(items[0]?.is("item", "jabber:iq:roster")).toBe(true);
  expect(items[0]?.getChildText("group")).toBe("G");
  const query = reply.ok ? reply.value.getChild("query", "jabber:iq:roster") : undefined;
  expect(query?.attrs["ver"]).toBe("7");
  expect(query?.children).toEqual([]);
});

test("[T3] [T24] items of a forged reply, of another request or of an error are nobody's", async () => {
  const items: Element[] = [];
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    const id = await askedId(line);
    const end = `<item jid="forged@evil.test"/></query></iq>`;
    await line.send(result(id, ' from="mallory@evil.test"') + end + result("other") + end);
    await line.send(
      result(id).replace("result", "set") +
        end +
        result(id).replaceAll("iq", "message").replace("jabber:message", "jabber:iq") +
        end.replace("iq", "message"),
    );
    await line.send(result(id) + `<item jid="a@b"/></query></iq>` + result(id) + end);
    await line.send(result(await askedId(line)).replace("result", "error") + end);
  });
  const stream = await letIn(options);
  const take = (item: Element) => items.push(item);
  expect((await stream.request(get(), 5_000, take)).ok).toBe(true);
  expect((await stream.request(get(), 5_000, take)).ok).toBe(false);
  expect(jids(items)).toEqual(["a@b"]);
});

test("[T16] a list may take long as long as items arrive; a caller that gave up gets no more", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.send(result(await askedId(line)));
    for (let sent = 0; sent < 10; sent++) {
      await after(50);
      await line.send(`<item jid="p${sent}@example.net"/>`);
    }
    await line.expect(/<presence/);
    await line.send(`<item jid="late@example.net"/></query></iq><message id="last"/>`);
  });
  // No item takes more than a tenth of the time limit; together they take longer than it.
  const stream = await letIn({ ...options, timing: { ...options.timing, quiet: 400, answer: 400 } });
  const items: Element[] = [];
  const reply = await stream.request(get(), 450, (item) => items.push(item));
  expect(reply).toMatchObject({ ok: false, failure: { code: "no-answer" } });
  expect(items).toHaveLength(10);
  const last = new Promise<void>((resolve) => {
    stream.onStanza = (stanza) => {
      if (stanza.attrs["id"] === "last") resolve();
      return false;
    };
  });
  await stream.send(xml("presence"));
  await last;
  expect(items).toHaveLength(10);
});

test.each([
  ["a comment", "<!-- hi -->", "restricted-xml", "malformed-stream"],
  ["crossed tags", "<a></b>", "not-well-formed", "malformed-stream"],
  ["a byte that is no UTF-8", Buffer.from([0xff]), "unsupported-encoding", "malformed-stream"],
  ["too deep a stanza", "<a>".repeat(65), "policy-violation", "stream-too-large"],
  ["a stanza over a mebibyte", `<a>${"x".repeat(1_048_577)}`, "policy-violation", "stream-too-large"],
])(
  "[T14] [T23] [T24] after %s the server is told why, and nothing is resumed",
  async (_, bytes, condition, code) => {
    let isTold = false;
    const options = await hostile("direct-tls", async (line) => {
      await welcome(line, '<sm xmlns="urn:xmpp:sm:3"/>');
      await line.expect(/<enable [^>]*>/);
      await line.send('<enabled xmlns="urn:xmpp:sm:3" id="session" resume="true"/>');
      await line.send(bytes);
      await line.expect(new RegExp(`<stream:error><${condition} [^>]*/></stream:error></stream:stream>`));
      isTold = true;
    });
    const { why, resume } = await endOf(await letIn(options));
    expect(why).toMatchObject({ failure: { code, values: { domain: "example.test" } }, isFatal: false });
    expect(resume).toBeNull();
    await vi.waitUntil(() => isTold, { interval: 5 });
  },
);
