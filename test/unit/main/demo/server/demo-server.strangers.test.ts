import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BareJid } from "../../../../../app/jid.ts";
import { startDemoServer, type DemoServer } from "../../../../../main/demo/server/demo-server.ts";
import { connect as connectKith } from "../../../../../main/xmpp/connection/connect.ts";
import { xml } from "../../../../../main/xmpp/connection/element.ts";
import type { ConnectOptions } from "../../../../../main/xmpp/connection/stream.ts";
import { plainClient } from "../../../../servers/plain-client.ts";

const header = `<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" to="demo.test" version="1.0">`;
const sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
const base64 = (text: string) => Buffer.from(text).toString("base64");

let server: DemoServer;
const sockets: Socket[] = [];
beforeEach(async () => {
  server = await startDemoServer({ domains: ["demo.test"], offersPlain: true });
  server.addAccount("juliet@demo.test", "a secret");
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

function dial(): Socket {
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  socket.on("error", () => {}); // the server may cut us off while we write
  sockets.push(socket);
  return socket;
}

/** Says it all and gives what was answered until the server closed the line. */
async function say(...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = dial();
  let answer = "";
  socket.on("data", (bytes) => (answer += bytes.toString()));
  for (const part of parts) socket.write(part);
  await once(socket, "close");
  return answer;
}

function kith(
  password: string,
  local = "juliet",
  resume: ConnectOptions["resume"] = null,
): ReturnType<typeof connectKith> {
  const options: ConnectOptions = {
    local,
    domain: "demo.test",
    password,
    endpoint: server.clearText,
    trust: { fingerprint: null, hasOfferedScram: true },
    resume,
    signal: new AbortController().signal,
  };
  return connectKith(options);
}

/** The server is well: whoever knows the secret gets in. */
async function expectWell(): Promise<void> {
  const stream = await kith("a secret");
  expect(stream).toMatchObject({ ok: true });
  if (stream.ok) await stream.value.close();
}

test("[M1] it listens on 127.0.0.1 alone, and a second one has a port of its own", async () => {
  const second = await startDemoServer({ domains: ["demo.test"] });
  expect(second.port).not.toBe(server.port);
  const elsewhere = connect({ port: server.port, host: "127.0.0.2" });
  const [error] = (await once(elsewhere, "error")) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ECONNREFUSED");
  await second.close();
  const gone = connect({ port: second.port, host: "127.0.0.1" });
  expect(((await once(gone, "error")) as [NodeJS.ErrnoException])[0].code).toBe("ECONNREFUSED");
});

test("[M1] Kith signs in by the handle and the secret; a wrong secret, no account and an account without a known secret do not", async () => {
  await expectWell();
  const secret = server.addAccount("nurse@demo.test");
  expect(secret.length).toBeGreaterThan(30);
  for (const [password, local] of [
    ["wrong", "juliet"],
    ["", "juliet"],
    ["a secret", "nobody"],
    ["", "nurse"],
    ["", "nobody"],
  ] as const) {
    expect(await kith(password, local)).toMatchObject({
      ok: false,
      failure: { failure: { code: "not-authorized" } },
    });
  }
  const nurse = await kith(secret, "nurse");
  expect(nurse).toMatchObject({ ok: true });
  if (nurse.ok) await nurse.value.close();
});

test("[M1] plain passwords are not taken unless the server was told to", async () => {
  const strict = await startDemoServer({ domains: ["demo.test"] });
  strict.addAccount("juliet@demo.test", "a secret");
  const signIn = plainClient({ domain: "demo.test", clearTextPort: strict.port }, "juliet", "a secret");
  await expect(signIn).rejects.toThrow("invalid-mechanism");
  await strict.close();
});

test.for([
  ["no XML at all", "GET / HTTP/1.1\r\n\r\n<", "not-well-formed"],
  ["bytes that are no UTF-8", Buffer.from([0x3c, 0xff, 0xfe]), "not-well-formed"],
  ["a control character", "<stream:stream \u0001>", "not-well-formed"],
  ["a header of another protocol", `<html xmlns="http://www.w3.org/1999/xhtml">`, "invalid-namespace"],
  ["a server's header", header.replace("jabber:client", "jabber:server"), "invalid-namespace"],
  ["another domain", header.replace("demo.test", "elsewhere.test"), "host-unknown"],
  ["no domain", header.replace(`to="demo.test"`, ""), "host-unknown"],
  ["a document type", `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>${header}`, "restricted-xml"],
  ["an entity of its own", `${header}<auth>&lol;</auth>`, "restricted-xml"],
  ["a comment", `${header}<!-- hello -->`, "restricted-xml"],
  ["a processing instruction", `${header}<?php ?>`, "restricted-xml"],
  ["a tag that closes another", `${header}<a><b></a></b>`, "not-well-formed"],
  ["a stanza before signing in", `${header}<presence/>`, "not-authorized"],
  [
    "binding before signing in",
    `${header}<iq type="set" id="1"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`,
    "not-authorized",
  ],
  ["an endless header", `<stream:stream a="${"a".repeat(40_000)}`, "policy-violation"],
  ["a megabyte in one element", `${header}<a>${"a".repeat(1_000_000)}`, "policy-violation"],
  ["a million open elements", `${header}${"<a>".repeat(1_000_000)}`, "policy-violation"],
  ["some hundred open elements", `${header}${"<a>".repeat(200)}`, "policy-violation"],
] as const)("[M2] %s ends that stream with its reason, and nothing else", async ([, said, condition]) => {
  expect(await say(said)).toMatch(new RegExp(`<stream:error><${condition} .*</stream:stream>$`));
  await expectWell();
});

test("[M2] a comment or a document type cut in two between reads is found all the same", async () => {
  const socket = dial();
  let answer = "";
  socket.on("data", (bytes) => (answer += bytes.toString()));
  socket.write(`${header}<!`);
  await once(socket, "data");
  socket.write("-- hello -->");
  await once(socket, "close");
  expect(answer).toContain("restricted-xml");
});

test("[M2] white space before the header and between stanzas is nothing, other text before the header is no XML", async () => {
  expect(await say(`\n${header.replace("?>", "?>\n")}\n \n</stream:stream>`)).toMatch(
    /<mechanisms .*<\/stream:stream>$/,
  );
  expect(await say(`hello ${header}`)).toContain("<not-well-formed ");
});

test("[M2] whoever guesses is cut off after three guesses", async () => {
  const guess = `<auth xmlns="${sasl}" mechanism="PLAIN">${base64("\0juliet\0guess")}</auth>`;
  const answer = await say(header, guess, guess, guess, guess);
  expect(answer.match(/<not-authorized/g)).toHaveLength(3);
  expect(answer).toContain("<stream:error><policy-violation");
  await expectWell();
});

test.for([
  ["nonsense", "nonsense"],
  ["another's authority", "n,a=romeo,n=juliet,r=abc"],
  ["channel binding", "p=tls-unique,,n=juliet,r=abc"],
  ["no nonce", "n,,n=juliet,r="],
  ["a broken name", "n,,n=ju=liet,r=abc"],
])("[M2] SCRAM with %s is refused", async ([, first = ""]) => {
  const auth = `<auth xmlns="${sasl}" mechanism="SCRAM-SHA-256">${base64(first)}</auth>`;
  expect(await say(header, auth, "</stream:stream>")).toContain("<malformed-request/>");
});

test("[M2] a proof that was heard once is worth nothing the next time", async () => {
  const first = base64("n,,n=juliet,r=abc");
  const answer = await say(
    header,
    `<auth xmlns="${sasl}" mechanism="SCRAM-SHA-256">${first}</auth>`,
    `<response xmlns="${sasl}">${base64("c=biws,r=abcold,p=AAAA")}</response>`,
    `<response xmlns="${sasl}">${base64("c=biws,r=abcold,p=AAAA")}</response>`,
    "</stream:stream>",
  );
  expect(answer).toContain("<not-authorized/>");
  expect(answer).toContain("<malformed-request/>");
  expect(answer).not.toContain("<success");
});

test("[M2] two hundred who say nothing keep nobody out, and the oldest of them make room", async () => {
  const strangers = Array.from({ length: 200 }, dial);
  const ends = strangers.map((socket) => once(socket, "close"));
  for (const socket of strangers) socket.write("<");
  await Promise.all(ends.slice(0, 100));
  await expectWell();
});

test("[M2] whoever dawdles is cut off after ten seconds, and whoever has signed in is not", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const one = await client();
    const socket = dial();
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes.toString()));
    socket.write(`${header}<auth`);
    await once(socket, "data");
    vi.advanceTimersByTime(9_000);
    socket.write(" xmlns=");
    vi.advanceTimersByTime(1_000);
    await once(socket, "close");
    expect(answer).toContain("<stream:error><connection-timeout ");
    expect((await one.ask("get", `<ping xmlns="urn:xmpp:ping"/>`)).attrs["type"]).toBe("result");
    await one.close();
  } finally {
    vi.useRealTimers();
  }
});

function client() {
  return plainClient({ domain: "demo.test", clearTextPort: server.port }, "juliet", "a secret", "desk");
}

/** Signs in and says this; gives the stream error it led to. */
async function sayAsClient(said: string): Promise<string> {
  const one = await client();
  await one.send(said);
  return String(await one.waitFor((element) => element.name === "stream:error"));
}

test.for([
  ["speaks for somebody else", `<presence from="romeo@demo.test/desk"/>`, "invalid-from"],
  ["sends what is no stanza", `<hello/>`, "unsupported-stanza-type"],
  ["sends a stanza of servers", `<presence xmlns="jabber:server"/>`, "unsupported-stanza-type"],
  ["sends too much at once", `<message><body>${"a".repeat(300_000)}</body></message>`, "policy-violation"],
  ["builds too deep", `<message>${"<a>".repeat(150)}${"</a>".repeat(150)}</message>`, "policy-violation"],
  ["acknowledges what was never sent", `<a xmlns="urn:xmpp:sm:3" h="7"/>`, "undefined-condition"],
])("[M3] a client that %s loses its stream and its session", async ([, said = "", condition = ""]) => {
  expect(await sayAsClient(said)).toContain(`<${condition} `);
  await expectWell();
});

test("[M3] binding twice, a request without id, without content or with two, and an unknown type are refused alone", async () => {
  const one = await client();
  const bind = `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>other</resource></bind>`;
  expect(String(await one.ask("set", bind))).toContain("<not-allowed ");
  const ping = `<ping xmlns="urn:xmpp:ping"/>`;
  for (const bad of [
    `<iq type="get">${ping}</iq>`,
    `<iq type="get" id="a"/>`,
    `<iq type="get" id="b">${ping}${ping}</iq>`,
    `<iq type="give" id="c">${ping}</iq>`,
  ]) {
    await one.send(bad);
    const answer = await one.waitFor((stanza) => stanza.name === "iq" && stanza.attrs["type"] === "error");
    expect(String(answer)).toContain("<bad-request ");
  }
  expect((await one.ask("get", ping)).attrs["type"]).toBe("result");
  await one.close();
});

test("[M3] a resource that is taken goes to the newcomer; the other is told and can resume nothing", async () => {
  const one = await client();
  await one.send(`<enable xmlns="urn:xmpp:sm:3" resume="true"/>`);
  const enabled = await one.waitFor((element) => element.name === "enabled");
  const other = await client();
  expect(String(await one.waitFor((element) => element.name === "stream:error"))).toContain("<conflict ");
  const third = plainClient({ domain: "demo.test", clearTextPort: server.port }, "juliet", "a secret");
  const answer = await (await third).ask("get", `<ping xmlns="urn:xmpp:ping"/>`);
  expect(answer.attrs["type"]).toBe("result");
  expect(enabled.attrs["id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect((await other.ask("get", `<ping xmlns="urn:xmpp:ping"/>`)).attrs["type"]).toBe("result");
});

test("[M11] a stream that is lost is resumed with what came meanwhile", async () => {
  server.addAccount("romeo@demo.test", "a secret");
  const lost = await kith("a secret");
  if (!lost.ok) throw new Error("not let in");
  const ended = new Promise<ConnectOptions["resume"]>((resolve) => {
    lost.value.onEnd = (_, resume) => resolve(resume);
  });
  lost.value.abort();
  const resume = await ended;
  const romeo = server.attach("romeo@demo.test" as BareJid, "desk");
  romeo.send(xml("message", { to: lost.value.fullJid }, xml("body", {}, "meanwhile")));
  const again = await kith("a secret", "juliet", resume);
  if (!again.ok) throw new Error("not let in again");
  expect(again.value.isResumed).toBe(true);
  const body = await new Promise<string | null>((resolve) => {
    again.value.onStanza = (stanza) => {
      resolve(stanza.getChildText("body"));
      return false;
    };
  });
  expect(body).toBe("meanwhile");
  await again.value.close();
});

test("[M11] nobody takes up the stream of another account", async () => {
  server.addAccount("romeo@demo.test", "a secret");
  const one = await client();
  await one.send(`<enable xmlns="urn:xmpp:sm:3" resume="true"/>`);
  const { id } = (await one.waitFor((element) => element.name === "enabled")).attrs;
  const socket = dial();
  let answer = "";
  socket.on("data", (bytes) => (answer += bytes.toString()));
  socket.write(header);
  await once(socket, "data");
  socket.write(`<auth xmlns="${sasl}" mechanism="PLAIN">${base64("\0romeo\0a secret")}</auth>`);
  await once(socket, "data");
  socket.write(`${header}<resume xmlns="urn:xmpp:sm:3" previd="${id}" h="0"/></stream:stream>`);
  await once(socket, "close");
  expect(answer).toContain("<item-not-found ");
  expect((await one.ask("get", `<ping xmlns="urn:xmpp:ping"/>`)).attrs["type"]).toBe("result");
});

test("[M11] a server that hangs up tells so, and nothing can be resumed afterwards", async () => {
  const lost = await kith("a secret");
  if (!lost.ok) throw new Error("not let in");
  const ended = new Promise((resolve) => {
    lost.value.onEnd = (why, resume) => resolve({ code: why.failure.code, resume });
  });
  server.hangUp();
  expect(await ended).toEqual({ code: "server-shutdown", resume: null });
  await expectWell();
});
