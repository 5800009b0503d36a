import { expect, test, vi } from "vitest";
import { type Element, xml } from "../../main/xmpp/connection/element.ts";
import { refusesPassword } from "../../main/xmpp/connection/failures.ts";
import type { Stream } from "../../main/xmpp/connection/stream.ts";
import { endOf, guardEveryTest, hostile, letIn, refused } from "./hostile-ground.ts";
import { type Line, mechanisms, openStream, signInByScram, welcome } from "./scripted-server.ts";

guardEveryTest();

const sm = '<sm xmlns="urn:xmpp:sm:3"/>';

async function welcomeResumable(line: Line): Promise<void> {
  await welcome(line, sm);
  await line.expect(/<enable [^>]*>/);
  await line.send('<enabled xmlns="urn:xmpp:sm:3" id="session" resume="true"/>');
}

/** The stanzas that a stream hands out, and a wait for the first that fits. */
function listen(stream: Stream) {
  const seen: Element[] = [];
  stream.onStanza = (stanza) => {
    seen.push(stanza);
    return false;
  };
  const bodies = () => seen.map((stanza) => stanza.getChildText("body")).filter((body) => body !== null);
  return {
    seen,
    bodies,
    reached: (body: string) => vi.waitUntil(() => bodies().includes(body), { interval: 5 }),
  };
}

const rosterGet = () => xml("iq", { type: "get" }, xml("query", { xmlns: "jabber:iq:roster" }));

test("[T1] characters split between chunks arrive whole", async () => {
  const body = "Żółć 漢字 😀 ".repeat(20);
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    for (const byte of Buffer.from(`<message from="a@example.test"><body>${body}</body></message>`)) {
      await line.send(Buffer.from([byte]));
    }
  });
  const { reached } = listen(await letIn(options));
  await reached(body);
});

test("stanzas that arrive before anybody listens are kept", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.send("<message><body>early</body></message>");
    await line.expect(/<presence/);
    await line.send("<message><body>late</body></message>");
  });
  const stream = await letIn(options);
  await new Promise((resolve) => setImmediate(resolve));
  const { reached, bodies } = listen(stream);
  await stream.send(xml("presence"));
  await reached("late");
  expect(bodies()).toEqual(["early", "late"]);
});

test.each([
  ["crossed tags", "<message><body></message></body>"],
  ["an unknown entity", "<message><body>&lol;</body></message>"],
  ["a closing tag too many", "</message></message></message>"],
])("[T14] %s end the stream with a reason and nothing to resume from", async (_, text) => {
  const options = await hostile("direct-tls", async (line) => {
    await welcomeResumable(line);
    await line.send(text);
  });
  const stream = await letIn(options);
  const { why, resume } = await endOf(stream);
  expect(why.isFatal).toBe(false);
  expect(why.failure.code).toBe("malformed-stream");
  expect(resume).toBeNull();
});

test("[T14] impossible addresses, missing ids and types do no harm", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    for (const from of ["@", "/", "not valid@@", "a@/b", "", "a@b@c/d", "@example.test", "x".repeat(5000)]) {
      await line.send(
        `<presence from="${from}" to="${from}"/><iq type="get" id="q" from="${from}"><q xmlns="x"/></iq>`,
      );
      await line.send(
        `<iq type="result" from="${from}"/><iq from="${from}"/><iq type="error" id="e" from="${from}"/>`,
      );
    }
    await line.send(
      '<iq type="set"><query xmlns="jabber:iq:roster"/></iq><unknown/><iq type="get" id="empty"/>',
    );
    await line.send("<message><body>still here</body></message>");
  });
  const { reached } = listen(await letIn(options));
  await reached("still here");
});

test("[T3] a forged reply is not believed: right id, wrong sender", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    const [, id] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><query/);
    for (const from of [
      "mallory@example.test/x",
      "romeo@example.test.evil",
      "evil.test",
      "romeo@example.test/other",
      "@",
    ]) {
      await line.send(`<iq type="result" id="${id}" from="${from}"><forged xmlns="x"/></iq>`);
      await line.send(`<iq type="error" id="${id}" from="${from}"/>`);
    }
    await line.send(`<iq type="result" id="${id}" from="Romeo@EXAMPLE.test"><genuine xmlns="x"/></iq>`);
  });
  const stream = await letIn(options);
  const reply = await stream.request(rosterGet());
  expect(reply.ok && reply.value.getChild("genuine")).toBeTruthy();
});

test("[T3] ids cannot be guessed", async () => {
  const ids: string[] = [];
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    for (;;) {
      const [, id = ""] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><query/);
      ids.push(id);
      await line.send(`<iq type="result" id="${id}"/>`);
    }
  });
  const stream = await letIn(options);
  await stream.request(rosterGet());
  await stream.request(rosterGet());
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]+$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test("[T4] a stanza without `from` is handed out without one", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.send("<message><body>from nobody</body></message>");
  });
  const { seen, reached } = listen(await letIn(options));
  await reached("from nobody");
  expect(seen[0]?.attrs["from"]).toBeUndefined();
});

test("[T5] a roster push is acknowledged only by the handler that applies it", async () => {
  const answers: string[] = [];
  const push = '<query xmlns="jabber:iq:roster"><item jid="a@b"/></query>';
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.send(`<iq type="set" id="foreign" from="mallory@example.test/x">${push}</iq>`);
    answers.push((await line.expect(/<iq [^>]*id="foreign".*?<\/iq>/))[0]);
    await line.send(`<iq type="set" id="own">${push}</iq>`);
    answers.push((await line.expect(/<iq [^>]*id="own"[^>]*>/))[0]);
  });
  const stream = await letIn(options);
  stream.onStanza = (stanza) => {
    if (stanza.attrs["from"] !== undefined) return false;
    void stream.send(xml("iq", { type: "result", id: stanza.attrs["id"] }));
    return true;
  };
  await vi.waitUntil(() => answers.length === 2, { interval: 5 });
  expect(answers[0]).toContain("service-unavailable");
  expect(answers[1]).toContain('type="result"');
});

test("[T15] an error that comes before the write is done refuses the request and nothing else", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    for (;;) {
      const [, id] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><query/);
      void line.send(
        `<iq type="error" id="${id}"><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
      );
    }
  });
  const stream = await letIn(options);
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => {
      const reply = stream.request(rosterGet());
      for (const until = performance.now() + 1; performance.now() < until;);
      return reply;
    }),
  );
  expect(replies.every((reply) => !reply.ok && reply.failure.code === "item-not-found")).toBe(true);
});

test("[T16] an unanswered request fails in its time; one in flight fails with the stream", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.expect(/<presence/);
    line.hangUp();
  });
  const stream = await letIn(options);
  const inFlight = stream.request(rosterGet());
  expect(await stream.request(rosterGet(), 20)).toMatchObject({ ok: false, failure: { code: "no-answer" } });
  await stream.send(xml("presence"));
  expect(await inFlight).toMatchObject({ ok: false, failure: { code: "connection-lost" } });
});

test.each([
  ["conflict", true],
  ["policy-violation", true],
  ["system-shutdown", false],
  ["host-gone", false],
  ["host-unknown", false],
  // About the stream and not about the password, which the next sign-in finds out.
  ["not-authorized", false],
])(
  "[T12] [T21] the stream error %s ends the stream, and it is not to be resumed",
  async (condition, isFatal) => {
    const options = await hostile("direct-tls", async (line) => {
      await welcomeResumable(line);
      await line.send(
        `<stream:error><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error></stream:stream>`,
      );
    });
    const { why, resume } = await endOf(await letIn(options));
    expect(why.isFatal).toBe(isFatal);
    expect(refusesPassword(why)).toBe(false);
    expect(resume).toBeNull();
  },
);

test("[T16] a dead connection is noticed within a bounded time, and the stream can be resumed", async () => {
  const options = await hostile("direct-tls", welcomeResumable);
  const start = performance.now();
  const stream = await letIn({ ...options, timing: { ...options.timing, quiet: 100, answer: 100 } });
  const { why, resume } = await endOf(stream);
  expect(why).toMatchObject({ failure: { code: "connection-lost" }, isFatal: false });
  expect(resume).not.toBeNull();
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
  ["spaces", " "],
  ["an element that never ends", "<message>"],
  ["a text that never ends", "<message><body>and so on"],
])("[T23] %s are no sign of life", async (_, bytes) => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.send("<message><body>first</body></message>");
    for (;;) {
      await line.send(bytes);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
  const stream = await letIn({ ...options, timing: { ...options.timing, quiet: 100, answer: 100 } });
  const heard = listen(stream);
  const { why } = await endOf(stream);
  expect(heard.bodies()).toEqual(["first"]);
  expect(why.failure.code).toBe("connection-lost");
  expect(performance.now() - stream.heardAt).toBeGreaterThan(190);
});

test("[T20] a connection that died unnoticed is known as dead soon after a test, and the stream can be resumed", async () => {
  const options = await hostile("direct-tls", welcomeResumable);
  const stream = await letIn({ ...options, timing: { ...options.timing, check: 100 } });
  const end = endOf(stream);
  stream.check();
  const { why, resume } = await end;
  expect(why).toMatchObject({ failure: { code: "connection-lost" }, isFatal: false });
  expect(resume).not.toBeNull();
  // What has ended is asked nothing more.
  stream.check();
});

test("a connection that answers is kept, with stream management and without", async () => {
  for (const isResumable of [true, false]) {
    let asked = 0;
    const options = await hostile("direct-tls", async (line) => {
      await (isResumable ? welcomeResumable(line) : welcome(line));
      for (;;) {
        const [, id] = await line.expect(/<r xmlns="urn:xmpp:sm:3"\/>|<iq [^>]*id="([^"]+)"[^>]*><ping/);
        asked += 1;
        await line.send(isResumable ? '<a xmlns="urn:xmpp:sm:3" h="0"/>' : `<iq type="result" id="${id}"/>`);
      }
    });
    const stream = await letIn({ ...options, timing: { ...options.timing, quiet: 30, answer: 300 } });
    let isEnded = false;
    stream.onEnd = () => (isEnded = true);
    await vi.waitUntil(() => asked >= 3, { interval: 5 });
    expect(isEnded).toBe(false);
    await stream.close();
  }
});

test("[T2] every stanza is counted, replies and early ones included, but not what came before <enabled/>", async () => {
  let handled = "";
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line, sm);
    await line.expect(/<enable [^>]*>/);
    await line.send("<presence/><presence/>");
    await line.send('<enabled xmlns="urn:xmpp:sm:3" id="session" resume="true"/><message/>');
    const [, id] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><query/);
    await line.send(
      `<iq type="result" id="${id}"/><iq type="result" id="unknown"/><r xmlns="urn:xmpp:sm:3"/>`,
    );
    handled = (await line.expect(/<a [^>]*h="(\d+)"/))[1] ?? "";
  });
  const stream = await letIn(options);
  listen(stream);
  await stream.request(rosterGet());
  await vi.waitUntil(() => handled !== "", { interval: 5 });
  expect(handled).toBe("3");
});

test("a server that acknowledges more than was sent is not believed", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcomeResumable(line);
    await line.send('<a xmlns="urn:xmpp:sm:3" h="7"/>');
  });
  const { why, resume } = await endOf(await letIn(options));
  expect(why.failure.code).toBe("malformed-stream");
  expect(resume).toBeNull();
});

test("[T13] requests are not repeated on a resumed stream: their callers know of the loss", async () => {
  const heard: string[] = [];
  const options = await hostile("direct-tls", async (line) => {
    if (heard.length === 0) {
      await welcomeResumable(line);
      heard.push((await line.expect(/<presence.*<message[^>]*>/s))[0]);
      line.hangUp();
      return;
    }
    await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256"));
    await signInByScram(line);
    await openStream(line, sm);
    await line.expect(/<resume [^>]*previd="session"[^>]*>/);
    await line.send('<resumed xmlns="urn:xmpp:sm:3" previd="session" h="1"/>');
    heard.push((await line.expect(/<message[^>]*>/s)).input);
  });
  const stream = await letIn(options);
  const ended = endOf(stream);
  await stream.send(xml("presence"));
  const lost = stream.request(rosterGet());
  await stream.send(xml("message", { id: "kept" }));
  const { resume } = await ended;
  expect(await lost).toMatchObject({ ok: false, failure: { code: "connection-lost" } });
  const again = await letIn({ ...options, resume });
  expect(again.isResumed).toBe(true);
  await vi.waitUntil(() => heard.length === 2, { interval: 5 });
  expect(heard[1]).toContain('id="kept"');
  expect(heard[1]).not.toContain("jabber:iq:roster");
});

test("[T26] an address that is not ours makes no stream, and the failure names both", async () => {
  const options = await hostile("direct-tls", (line) => welcome(line));
  const why = await refused({ ...options, local: "juliet" });
  expect(why).toMatchObject({
    failure: {
      code: "bound-elsewhere",
      values: { address: "juliet@example.test", bound: "romeo@example.test" },
    },
    isFatal: true,
  });
});

test("close ends the stream, reports no loss, and does not wait for a silent server", async () => {
  let heard = "";
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.ended;
    heard = line.heard();
  });
  const stream = await letIn(options);
  let isTold = false;
  stream.onEnd = () => (isTold = true);
  const start = performance.now();
  await stream.close();
  expect(performance.now() - start).toBeLessThan(2000);
  await vi.waitUntil(() => heard !== "", { interval: 5 });
  expect(heard).toMatch(/<\/stream:stream>$/);
  expect(isTold).toBe(false);
  await stream.send(xml("presence"));
  expect(await stream.request(rosterGet())).toMatchObject({
    ok: false,
    failure: { code: "connection-lost" },
  });
});

test("[R22] a ping is answered, even by a refusal, after everything that the server sent before", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    for (const type of ["result", "error"]) {
      const [, id] = await line.expect(/<iq [^>]*id="([^"]+)"[^>]*><ping xmlns="urn:xmpp:ping"\/><\/iq>/);
      await line.send(`<message><body>before the ${type}</body></message><iq type="${type}" id="${id}"/>`);
    }
  });
  const stream = await letIn(options);
  const { bodies } = listen(stream);
  expect(await stream.freshen()).toBe(true);
  expect(bodies()).toEqual(["before the result"]);
  expect(await stream.freshen()).toBe(true);
  expect(bodies()).toEqual(["before the result", "before the error"]);
});

test("[R22] a server that does not answer it is lost, sooner if nothing else arrives either", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await welcome(line);
    await line.ended;
  });
  const stream = await letIn({ ...options, timing: { ...options.timing, check: 200 } });
  const ended = endOf(stream);
  expect(await stream.freshen()).toBe(false);
  expect((await ended).why.failure).toMatchObject({ code: "connection-lost" });
  expect(await stream.freshen()).toBe(false);
});
