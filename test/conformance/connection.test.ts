import { afterEach, expect, test } from "vitest";
import { connect } from "../../main/xmpp/connection/connect.ts";
import { type Element, xml } from "../../main/xmpp/connection/element.ts";
import type {
  ConnectFailure,
  ConnectOptions,
  ResumeToken,
  Stream,
  Trust,
} from "../../main/xmpp/connection/stream.ts";
import { answerPing } from "../../main/xmpp/ping.ts";
import { plainClient } from "../servers/plain-client.ts";
import { type ProsodyOptions, startProsody } from "../servers/prosody.ts";
import { startEjabberd } from "../servers/ejabberd.ts";
import type { TestServer } from "../servers/test-server.ts";
import { onEveryServer } from "./on-every-server.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function optionsFor(server: TestServer, user: string, more: Partial<ConnectOptions> = {}): ConnectOptions {
  return {
    local: user,
    domain: server.domain,
    password: "secret",
    extraAuthorities: [server.authority],
    endpoint: { host: "127.0.0.1", port: server.starttlsPort, security: "starttls" },
    trust: { fingerprint: null, hasOfferedScram: false },
    resume: null,
    signal: new AbortController().signal,
    ...more,
  };
}

async function connected(options: ConnectOptions): Promise<Stream> {
  const result = await connect(options);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  cleanups.push(() => result.value.close());
  return result.value;
}

async function refused(options: ConnectOptions): Promise<ConnectFailure> {
  const result = await connect(options);
  if (result.ok) {
    await result.value.close();
    throw new Error("signed in");
  }
  return result.failure;
}

async function device(server: TestServer, user: string, resource?: string) {
  const client = await plainClient(server, user, "secret", resource);
  cleanups.push(client.close);
  return client;
}

function rosterGet(): Element {
  return xml("iq", { type: "get" }, xml("query", { xmlns: "jabber:iq:roster" }));
}

/** Resolves when the stream ends. */
function endOf(stream: Stream): Promise<{ why: ConnectFailure; resume: ResumeToken | null }> {
  return new Promise((resolve) => (stream.onEnd = (why, resume) => resolve({ why, resume })));
}

/** The texts of the messages that a stream hands out, and a wait for a number of them. */
function collectMessages(stream: Stream, texts: string[] = []) {
  let check = () => {};
  stream.onStanza = (stanza) => {
    if (stanza.name === "message") texts.push(stanza.getChildText("body") ?? "");
    check();
    return false;
  };
  const reached = (count: number) =>
    new Promise<void>((resolve) => {
      check = () => texts.length >= count && resolve();
      check();
    });
  return { texts, reached };
}

onEveryServer("connection", ({ server, newAccount }) => {
  test("[T18] signs in by STARTTLS with SCRAM, and learns its address and the server's features", async () => {
    const user = await newAccount();
    const stream = await connected(optionsFor(server(), user));
    expect(stream.fullJid).toMatch(new RegExp(`^${user}@example\\.test/.+`));
    expect(stream.bareJid).toBe(`${user}@example.test`);
    expect(stream.isResumed).toBe(false);
    expect(stream.trust).toMatchObject({ fingerprint: null, hasOfferedScram: true });
    expect(stream.offers).toEqual({ rosterVersioning: true, preApproval: server().kind === "prosody" });
    expect(await stream.request(rosterGet())).toMatchObject({ ok: true });
  });

  test("[T10] signs in by direct TLS at an address that is not the domain's", async () => {
    const user = await newAccount();
    const endpoint = { host: "127.0.0.1", port: server().directTlsPort, security: "direct-tls" } as const;
    const stream = await connected(optionsFor(server(), user, { endpoint }));
    expect(await stream.request(rosterGet())).toMatchObject({ ok: true });
  });

  test("finds the server by its SRV records and tries the next if one is down", async () => {
    const user = await newAccount();
    const lookup = async (name: string) => {
      if (name !== "_xmpp-client._tcp.example.test") return [];
      const record = { name: "127.0.0.1", weight: 0 };
      return [
        { ...record, priority: 1, port: 1 },
        { ...record, priority: 2, port: server().starttlsPort },
      ];
    };
    const stream = await connected(optionsFor(server(), user, { endpoint: null, lookup }));
    expect(stream.bareJid).toBe(`${user}@example.test`);
  });

  test("[T22] an account that used channel binding signs in after the server has lost it", async () => {
    const user = await newAccount();
    const scram = { mechanism: "SCRAM-SHA-256", binding: "tls-exporter", refused: [] } as const;
    const trust: Trust = { fingerprint: null, hasOfferedScram: true, scram };
    const stream = await connected(optionsFor(server(), user, { trust }));
    expect(stream.trust.scram).toMatchObject({ binding: null });
    expect(await stream.request(rosterGet())).toMatchObject({ ok: true });
  });

  test("a wrong password is fatal, and so is an unknown user", async () => {
    const user = await newAccount();
    for (const options of [
      optionsFor(server(), user, { password: "wrong" }),
      optionsFor(server(), "nobody-of-this-name"),
    ]) {
      const { failure, isFatal } = await refused(options);
      expect(failure.code).toBe("not-authorized");
      expect(isFatal).toBe(true);
    }
  });

  test("a password beyond ASCII signs in", async () => {
    const user = await newAccount();
    await server().addAccount(user, "pässwörd, = ☂");
    await connected(optionsFor(server(), user, { password: "pässwörd, = ☂" }));
  });

  test("[T21] a domain that the server does not serve is reported before TLS, so it is not final", async () => {
    const domain = "elsewhere.test";
    const { failure, stage, isFatal } = await refused(optionsFor(server(), "romeo", { domain }));
    expect(["host-unknown", "certificate-untrusted"]).toContain(failure.code);
    expect(stage).toBe("clear");
    expect(isFatal).toBe(false);
  });

  test("a certificate that cannot be verified is a question, and the trusted one is accepted", async () => {
    const user = await newAccount();
    const unknown = await refused(optionsFor(server(), user, { extraAuthorities: [] }));
    expect(unknown).toMatchObject({ failure: { code: "certificate-untrusted" }, isFatal: false });
    expect(unknown.certificate).toMatchObject({
      problems: ["unknown-issuer"],
      subject: "example.test",
      isChanged: false,
    });

    const fingerprint = unknown.certificate?.fingerprint ?? "";
    const trust = { fingerprint, hasOfferedScram: false };
    const stream = await connected(optionsFor(server(), user, { extraAuthorities: [], trust }));
    expect(stream.trust).toMatchObject({ fingerprint, hasOfferedScram: true });

    const other = { fingerprint: fingerprint.replace(/^../, "00"), hasOfferedScram: false };
    const changed = await refused(optionsFor(server(), user, { extraAuthorities: [], trust: other }));
    expect(changed.certificate?.isChanged).toBe(true);
  });

  test("[T13] a lost stream is resumed, and what came meanwhile is delivered exactly once", async () => {
    const user = await newAccount();
    const stream = await connected(optionsFor(server(), user));
    const { texts, reached } = collectMessages(stream);
    await stream.request(rosterGet());
    await stream.send(xml("presence", {}, xml("priority", {}, "-1")));
    const friend = await device(server(), await newAccount("juliet"));
    const say = (body: string) =>
      friend.send(`<message to="${stream.fullJid}" type="chat"><body>${body}</body></message>`);
    await say("before");
    await reached(1);

    const ended = endOf(stream);
    stream.abort();
    const { why, resume } = await ended;
    expect(why).toMatchObject({ failure: { code: "connection-lost" }, isFatal: false });
    expect(await stream.request(rosterGet())).toMatchObject({
      ok: false,
      failure: { code: "connection-lost" },
    });
    await say("meanwhile 1");
    await say("meanwhile 2");

    const again = await connected(optionsFor(server(), user, { resume }));
    const later = collectMessages(again, texts);
    expect(again.isResumed).toBe(true);
    expect(again.fullJid).toBe(stream.fullJid);
    await say("after");
    await later.reached(4);
    expect(texts).toEqual(["before", "meanwhile 1", "meanwhile 2", "after"]);
    expect(await again.request(rosterGet())).toMatchObject({ ok: true });
  });

  test("[T13] stanzas that did not arrive are sent again on the resumed stream, once", async () => {
    const user = await newAccount();
    const friend = await device(server(), await newAccount("juliet"));
    const stream = await connected(optionsFor(server(), user));
    stream.onStanza = () => false;
    const ended = endOf(stream);
    const say = (on: Stream, body: string) =>
      on.send(xml("message", { to: friend.fullJid, type: "chat" }, xml("body", {}, body)));
    await say(stream, "one");
    await friend.waitFor((stanza) => stanza.getChildText("body") === "one");
    void say(stream, "two");
    stream.abort();
    const { resume } = await ended;
    const again = await connected(optionsFor(server(), user, { resume }));
    again.onStanza = () => false;
    expect(again.isResumed).toBe(true);
    await say(again, "three");
    await friend.waitFor((stanza) => stanza.getChildText("body") === "three");
    const bodies = friend.received
      .map((stanza) => stanza.getChildText("body"))
      .filter((body) => body !== null);
    expect(bodies).toEqual(["one", "two", "three"]);
  });

  test("[T2] 600 results are counted: the stream resumes and nothing comes twice", async () => {
    const user = await newAccount();
    const stream = await connected(optionsFor(server(), user));
    collectMessages(stream);
    const replies = await Promise.all(Array.from({ length: 600 }, () => stream.request(rosterGet())));
    expect(replies.every((reply) => reply.ok)).toBe(true);
    const ended = endOf(stream);
    stream.abort();
    const again = await connected(optionsFor(server(), user, { resume: (await ended).resume }));
    const seen: string[] = [];
    again.onStanza = (stanza) => {
      seen.push(stanza.name);
      return false;
    };
    expect(again.isResumed).toBe(true);
    expect(await again.request(rosterGet())).toMatchObject({ ok: true });
    expect(seen).toEqual([]);
  });

  test("a stream that the server has forgotten is replaced by a fresh one", async () => {
    const user = await newAccount();
    const stream = await connected(optionsFor(server(), user));
    const ended = endOf(stream);
    stream.abort();
    const { resume } = await ended;
    const first = await connected(optionsFor(server(), user, { resume }));
    await first.close();
    const second = await connected(optionsFor(server(), user, { resume }));
    expect(second.isResumed).toBe(false);
    expect(await second.request(rosterGet())).toMatchObject({ ok: true });
  });

  test("[T12] another client that takes our resource ends the stream for good", async () => {
    const user = await newAccount();
    const stream = await connected(optionsFor(server(), user));
    stream.onStanza = () => false;
    const ended = endOf(stream);
    const resource = stream.fullJid.slice(stream.fullJid.indexOf("/") + 1);
    await device(server(), user, resource);
    const { why, resume } = await ended;
    expect(why).toMatchObject({ failure: { code: "conflict" }, isFatal: true });
    expect(resume).toBeNull();
  });

  test("[T3] a reply from somebody else with the right id is not believed", async () => {
    const user = await newAccount();
    const stream = await connected(optionsFor(server(), user));
    stream.onStanza = (stanza) => answerPing(stanza, stream);
    const mallory = await device(server(), await newAccount("mallory"));
    const silent = await device(server(), await newAccount("silent"));
    const asked = stream.request(
      xml("iq", { type: "get", to: silent.fullJid }, xml("query", { xmlns: "urn:kith:test" })),
    );
    const request = await silent.waitFor((stanza) => stanza.attrs["type"] === "get");
    const { id } = request.attrs;
    await mallory.send(`<iq type="result" id="${id}" to="${stream.fullJid}"><forged/></iq>`);
    // Mallory's ping is answered after the forged reply has been read.
    expect((await mallory.ask("get", '<ping xmlns="urn:xmpp:ping"/>', stream.fullJid)).attrs["type"]).toBe(
      "result",
    );
    await silent.send(
      `<iq type="result" id="${id}" to="${stream.fullJid}"><genuine xmlns="urn:kith:test"/></iq>`,
    );
    const reply = await asked;
    expect(reply.ok && reply.value.getChild("genuine")).toBeTruthy();
  });

  test("answers a ping, and an IQ that nobody handles with service-unavailable", async () => {
    const stream = await connected(optionsFor(server(), await newAccount()));
    stream.onStanza = (stanza) => answerPing(stanza, stream);
    const friend = await device(server(), await newAccount("juliet"));
    const ping = await friend.ask("get", '<ping xmlns="urn:xmpp:ping"/>', stream.fullJid);
    expect(ping.attrs["type"]).toBe("result");
    const unknown = await friend.ask("set", '<query xmlns="urn:kith:nothing"/>', stream.fullJid);
    expect(unknown.getChild("error")?.getChild("service-unavailable")).toBeTruthy();
  });

  test("[T17] control characters, tabs and line ends: the stream survives and the name comes back as it was sent", async () => {
    const stream = await connected(optionsFor(server(), await newAccount()));
    stream.onStanza = () => false;
    const item = xml("item", { jid: "bob@example.test", name: 'a\u0000\u000B\tb\n"c" <&> \u{1F600}' });
    const set = await stream.request(
      xml("iq", { type: "set" }, xml("query", { xmlns: "jabber:iq:roster" }, item)),
    );
    expect(set).toMatchObject({ ok: true });
    const roster = await stream.request(rosterGet());
    const name = roster.ok && roster.value.getChild("query")?.getChild("item")?.attrs["name"];
    expect(name).toBe('a\tb\n"c" <&> \u{1F600}');
  });

  test("[T11] an edit is answered without waiting for Nagle's timer", async () => {
    const stream = await connected(optionsFor(server(), await newAccount()));
    stream.onStanza = () => false;
    await stream.request(rosterGet());
    const times: number[] = [];
    for (let index = 0; index < 15; index++) {
      const start = performance.now();
      await stream.request(xml("iq", { type: "get" }, xml("ping", { xmlns: "urn:xmpp:ping" })));
      times.push(performance.now() - start);
    }
    expect(times.toSorted((a, b) => a - b)[7]).toBeLessThan(30);
  });

  test("[T16] when a server goes away, every open request fails at once", async () => {
    const stream = await connected(optionsFor(server(), await newAccount()));
    stream.onStanza = () => false;
    const ended = endOf(stream);
    const silent = await device(server(), await newAccount("silent"));
    const asked = stream.request(
      xml("iq", { type: "get", to: silent.fullJid }, xml("query", { xmlns: "urn:kith:test" })),
    );
    await silent.waitFor((stanza) => stanza.attrs["type"] === "get");
    await server().restart();
    expect(await asked).toMatchObject({ ok: false, failure: { code: "connection-lost" } });
    expect((await ended).why.isFatal).toBe(false);
  });
});

for (const [kind, start] of [
  ["prosody", startProsody],
  ["ejabberd", startEjabberd],
] as const) {
  for (const [certificate, problem] of [
    ["expired", "expired"],
    ["other-name", "wrong-name"],
    ["self-signed", "self-signed"],
  ] as const) {
    test(`[T10] a certificate that is ${certificate} is refused before anything is sent (${kind})`, async () => {
      const server = await start({ certificate });
      cleanups.push(server.stop);
      await server.addAccount("romeo", "secret");
      for (const endpoint of [
        { host: "127.0.0.1", port: server.starttlsPort, security: "starttls" },
        { host: "127.0.0.1", port: server.directTlsPort, security: "direct-tls" },
      ] as const) {
        const { failure, certificate: shown } = await refused(optionsFor(server, "romeo", { endpoint }));
        expect(failure.code).toBe("certificate-untrusted");
        expect(shown?.problems).toEqual([problem]);
        const trust = { fingerprint: shown?.fingerprint ?? null, hasOfferedScram: false };
        const stream = await connected(optionsFor(server, "romeo", { endpoint, trust }));
        await stream.close();
      }
    });
  }
}

test("[T6] a server without TLS is refused", async () => {
  const server = await startProsody({ noTls: true });
  cleanups.push(server.stop);
  await server.addAccount("romeo", "secret");
  expect((await refused(optionsFor(server, "romeo"))).failure.code).toBe("tls-unavailable");
});

test("[T8] SCRAM-SHA-1 alone is used, PLAIN alone only where SCRAM was never offered", async () => {
  const hashed = await startProsody({ authentication: "internal_hashed" });
  cleanups.push(hashed.stop);
  await hashed.addAccount("romeo", "secret");
  expect((await connected(optionsFor(hashed, "romeo"))).trust.hasOfferedScram).toBe(true);

  const plain = await startProsody({ plainOnly: true });
  cleanups.push(plain.stop);
  await plain.addAccount("romeo", "secret");
  expect((await connected(optionsFor(plain, "romeo"))).trust.hasOfferedScram).toBe(false);
  const trust = { fingerprint: null, hasOfferedScram: true };
  expect((await refused(optionsFor(plain, "romeo", { trust }))).failure.code).toBe("mechanism-downgraded");
});

/** An account on a Prosody of its own. */
async function onProsody(options: ProsodyOptions) {
  const server = await startProsody(options);
  cleanups.push(server.stop);
  await server.addAccount("romeo", "secret");
  return server;
}

const withoutPlus = ["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];
const scramSeen: Trust = { fingerprint: null, hasOfferedScram: true };
const boundBefore: Trust = {
  ...scramSeen,
  scram: { mechanism: "SCRAM-SHA-256", binding: "tls-unique", refused: [] },
};

test("[T22] Prosody under TLS 1.2 with nothing but -PLUS: the binding it knows is found, and used from then on", async () => {
  const withoutMechanisms = ["SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN"];
  const server = await onProsody({ tls12: true, withoutMechanisms });
  const stream = await connected(optionsFor(server, "romeo"));
  expect(stream.trust).toEqual(boundBefore);
  expect(await stream.request(rosterGet())).toMatchObject({ ok: true });
  const again = await connected(optionsFor(server, "romeo", { trust: stream.trust }));
  expect(again.trust).toEqual(boundBefore);
  const why = await refused(optionsFor(server, "romeo", { password: "wrong" }));
  expect(why).toMatchObject({ failure: { code: "not-authorized" }, isFatal: true });
});

test("[T22] Prosody under TLS 1.2 that names its binding: -PLUS is chosen, by direct TLS too", async () => {
  const server = await onProsody({ tls12: true, modules: ["kith_channel_binding"] });
  expect((await connected(optionsFor(server, "romeo"))).trust).toEqual(boundBefore);
  const endpoint = { host: "127.0.0.1", port: server.directTlsPort, security: "direct-tls" } as const;
  expect((await connected(optionsFor(server, "romeo", { endpoint }))).trust).toEqual(boundBefore);
});

test("[T22] Prosody under TLS 1.2 that says nothing of bindings: SCRAM without, and -PLUS once it has worked", async () => {
  const server = await onProsody({ tls12: true });
  const unbound = await connected(optionsFor(server, "romeo"));
  expect(unbound.trust.scram).toEqual({ mechanism: "SCRAM-SHA-256", binding: null, refused: [] });
  const bound = await connected(optionsFor(server, "romeo", { trust: boundBefore }));
  expect(bound.trust).toEqual(boundBefore);
});

test("[T22] Prosody that names a binding which TLS 1.3 does not have: SCRAM without it", async () => {
  const server = await onProsody({ modules: ["kith_channel_binding"] });
  const stream = await connected(optionsFor(server, "romeo"));
  expect(stream.trust.scram).toMatchObject({ mechanism: "SCRAM-SHA-256", binding: null });
});

test("[T8] [T22] Prosody that can bind and hides it refuses an account that was bound before, and signs in a new one", async () => {
  const server = await onProsody({ tls12: true, withoutMechanisms: withoutPlus });
  await connected(optionsFor(server, "romeo"));
  const why = await refused(optionsFor(server, "romeo", { trust: boundBefore }));
  expect(why).toMatchObject({ failure: { code: "channel-binding-failed" }, isFatal: true });
});
