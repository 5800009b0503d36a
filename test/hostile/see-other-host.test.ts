import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { expect, test } from "vitest";
import { connectFailure, atStage } from "../../main/xmpp/connection/failures.ts";
import { otherEndpoint } from "../../main/xmpp/connection/see-other-host.ts";
import type { ConnectOptions } from "../../main/xmpp/connection/stream.ts";
import { makeAuthority } from "../servers/certificates.ts";
import { scratchFolder } from "../servers/scratch-folder.ts";
import { guardEveryTest, hostile, letIn, refused } from "./hostile-ground.ts";
import { type Line, mechanisms, openStream, signInByScram, welcome } from "./scripted-server.ts";

guardEveryTest();

const starttls = '<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"><required/></starttls>';
const proceed = '<proceed xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>';
const header = `<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">`;
const seeOtherHost = (place: string) =>
  `<stream:error><see-other-host xmlns="urn:ietf:params:xml:ns:xmpp-streams">${place}</see-other-host></stream:error>`;

const portOf = ({ endpoint }: ConnectOptions) => (endpoint && "port" in endpoint ? endpoint.port : 0);
const placeOf = (options: ConnectOptions) => `127.0.0.1:${portOf(options)}`;

/** A server that counts who comes and sends them all elsewhere, under TLS from the first byte. */
async function sendingTo(place: string) {
  let visits = 0;
  const options = await hostile("direct-tls", async (line) => {
    visits += 1;
    await line.startTls();
    await line.expect(/<stream:stream/);
    await line.send(header + seeOtherHost(place));
  });
  return { options, visits: () => visits };
}

/** A server that lets everybody in, and counts them. */
async function welcoming() {
  let visits = 0;
  const options = await hostile("direct-tls", async (line) => {
    visits += 1;
    await welcome(line);
  });
  return { options, visits: () => visits };
}

test("[T25] before TLS no redirect is followed", async () => {
  const trap = await welcoming();
  const scripts: ((line: Line) => Promise<void>)[] = [
    async (line) => {
      await line.expect(/<stream:stream/);
      await line.send(header + seeOtherHost(placeOf(trap.options)));
    },
    async (line) => {
      await openStream(line, starttls);
      await line.expect(/<starttls/);
      await line.send(seeOtherHost(placeOf(trap.options)));
    },
  ];
  for (const script of scripts) {
    const why = await refused(await hostile("starttls", script));
    expect(why.failure).toMatchObject({ code: "stream-error", values: { condition: "see-other-host" } });
  }
  expect(trap.visits()).toBe(0);
});

test("[T25] under untrusted TLS no redirect is followed", async () => {
  const trap = await welcoming();
  const { options } = await sendingTo(placeOf(trap.options));
  expect((await refused({ ...options, extraAuthorities: [] })).failure.code).toBe("certificate-untrusted");
  expect(trap.visits()).toBe(0);
});

test("[T25] the new host needs a certificate for the account's domain, and gets nothing before", async () => {
  const folder = scratchFolder("other-host");
  const files = makeAuthority(folder.path).leaf("self-signed");
  let heard = "";
  const foreign = createServer({ cert: readFileSync(files.crt), key: readFileSync(files.key) }, (socket) => {
    socket.on("error", () => {}); // the client leaves
    socket.on("data", (data: Buffer) => (heard += data.toString()));
  });
  foreign.listen(0, "127.0.0.1");
  await once(foreign, "listening");
  try {
    const { port } = foreign.address() as AddressInfo;
    const { options } = await sendingTo(`127.0.0.1:${port}`);
    const why = await refused(options);
    expect(why).toMatchObject({
      failure: { code: "certificate-untrusted", values: { port } },
      isFatal: false,
    });
    expect(heard).toBe("");
  } finally {
    foreign.close();
    folder.remove();
  }
});

test("[T25] [T6] a new host without encryption gets nothing", async () => {
  let heard = "";
  const bare = await hostile("starttls", async (line) => {
    await openStream(line, mechanisms("PLAIN", "SCRAM-SHA-256"));
    await line.ended;
    heard = line.heard();
  });
  const options = await hostile("starttls", async (line) => {
    await openStream(line, starttls);
    await line.expect(/<starttls/);
    await line.send(proceed);
    await line.startTls();
    await line.expect(/<stream:stream/);
    await line.send(header + seeOtherHost(placeOf(bare)));
  });
  expect((await refused(options)).failure.code).toBe("tls-unavailable");
  await expect.poll(() => heard).toContain("<stream:stream");
  expect(heard).not.toContain("romeo");
  expect(heard).not.toContain("<auth");
});

test("[T25] after TLS redirects are followed, twice in an attempt, and forgotten afterwards", async () => {
  const last = await welcoming();
  const second = await sendingTo(placeOf(last.options));
  const first = await sendingTo(placeOf(second.options));
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    await letIn(first.options);
    expect([first.visits(), second.visits(), last.visits()]).toEqual([attempt, attempt, attempt]);
  }
});

test("[T25] a third host is not followed, nor is a circle", async () => {
  const last = await welcoming();
  const third = await sendingTo(placeOf(last.options));
  const second = await sendingTo(placeOf(third.options));
  const first = await sendingTo(placeOf(second.options));
  expect((await refused(first.options)).failure).toMatchObject({
    code: "stream-error",
    values: { condition: "see-other-host", port: portOf(third.options) },
  });
  expect(last.visits()).toBe(0);

  let visits = 0;
  const circle: ConnectOptions = await hostile("direct-tls", async (line) => {
    visits += 1;
    await line.startTls();
    await line.expect(/<stream:stream/);
    await line.send(header + seeOtherHost(placeOf(circle)));
  });
  const why = await refused(circle);
  expect(why).toMatchObject({ failure: { code: "stream-error" }, isFatal: false });
  expect(visits).toBe(3);
});

test.each(["after STARTTLS", "after signing in", "instead of a resource"])(
  "[T25] the new host is taken %s too",
  async (when) => {
    const secure = async (line: Line) => {
      await openStream(line, starttls);
      await line.expect(/<starttls/);
      await line.send(proceed);
      await line.startTls();
    };
    const goal = await hostile("starttls", async (line) => {
      await secure(line);
      await openStream(line, mechanisms("SCRAM-SHA-256"));
      await signInByScram(line);
      await openStream(line, `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>`);
      await line.expect(/<bind.*<\/iq>/);
      const jid = "<jid>romeo@example.test/orchard</jid>";
      await line.send(
        `<iq type="result" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind">${jid}</bind></iq>`,
      );
    });
    const options = await hostile("starttls", async (line) => {
      await secure(line);
      if (when !== "after STARTTLS") {
        await openStream(line, mechanisms("SCRAM-SHA-256"));
        await signInByScram(line);
      }
      if (when === "instead of a resource") {
        await openStream(line, `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>`);
        await line.expect(/<bind.*<\/iq>/);
        await line.send(seeOtherHost(placeOf(goal)));
      } else {
        await line.expect(/<stream:stream/);
        await line.send(header + seeOtherHost(placeOf(goal)));
      }
    });
    expect((await letIn(options)).fullJid).toBe("romeo@example.test/orchard");
  },
);

test("[T25] a cancelled attempt follows no redirect", async () => {
  const trap = await welcoming();
  const attempt = new AbortController();
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await line.expect(/<stream:stream/);
    attempt.abort();
    await line.send(header + seeOtherHost(placeOf(trap.options)));
  });
  const why = await refused({ ...options, signal: attempt.signal });
  expect(why.failure.code).toBe("sign-in-cancelled");
  expect(trap.visits()).toBe(0);
});

const here = { host: "old.example", port: 5223, security: "direct-tls" } as const;
const named = (otherHost: string | null) =>
  atStage({ ...connectFailure("stream-error"), otherHost }, "secured");

test.each([
  ["chat.example", "chat.example", 5222],
  [" chat.example:5269\n", "chat.example", 5269],
  ["Chat.EXAMPLE.", "chat.example.", 5222],
  ["bücher.example:1", "xn--bcher-kva.example", 1],
  ["192.0.2.7", "192.0.2.7", 5222],
  ["192.0.2.7:65535", "192.0.2.7", 65_535],
  ["[2001:db8::7]", "2001:db8::7", 5222],
  ["[2001:db8::7]:9222", "2001:db8::7", 9222],
])("[T25] %j is a place", (text, host, port) => {
  expect(otherEndpoint(named(text), here)).toEqual({ host, port, security: "direct-tls" });
});

test.each([
  null,
  "",
  " ",
  ":5222",
  "chat.example:",
  "chat.example:0",
  "chat.example:65536",
  "chat.example:99999999",
  "chat.example:-1",
  "chat.example:5e3",
  "chat.example:5222:5222",
  "chat.example:5222/path",
  "2001:db8::7",
  "[2001:db8::7",
  "2001:db8::7]",
  "[chat.example]:5222",
  "[192.0.2.7]",
  "[]:5222",
  "[fe80::1%eth0]x",
  "xmpp:chat.example",
  "https://chat.example",
  "user@chat.example",
  "chat example",
  "chat.example/evil.example",
  "chat.example?5222",
  "chat.example#5222",
  "chat.example\\evil.example",
  "chat%2eexample",
  "chat\u0000.example",
  "chat..example",
  ".example",
  "-chat.example",
  "chat_.example",
  "127.1",
  "2130706433",
  "0x7f.0.0.1",
  "0177.0.0.1",
  "256.256.256.256",
  "１２７.0.0.1",
  `${"a".repeat(64)}.example`,
  `${"a.".repeat(150)}example`,
  "x".repeat(1_000_000),
])("[T25] what is no place leads nowhere (case %#)", (text) => {
  expect(otherEndpoint(named(text), here)).toBeUndefined();
});
