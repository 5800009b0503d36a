import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "../servers/free-ports.ts";
import { guardEveryTest, hostile, optionsFor, refused } from "./hostile-ground.ts";
import { type Line, mechanisms, openStream, signInByScram } from "./scripted-server.ts";

guardEveryTest();

const starttls = '<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"><required/></starttls>';
const proceed = '<proceed xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>';

async function secured(line: Line): Promise<void> {
  await openStream(line, starttls);
  await line.expect(/<starttls/);
  await line.send(proceed);
  await line.startTls();
}

test("[T16] a silent port ends the attempt in time", async () => {
  for (const security of ["starttls", "direct-tls"] as const) {
    const start = performance.now();
    const why = await refused(await hostile(security, async () => {}));
    expect(why).toMatchObject({ failure: { code: "connect-timeout" }, isFatal: false });
    expect(performance.now() - start).toBeLessThan(1500);
  }
});

test("a closed port is told apart from a host that does not exist", async () => {
  const [port = 0] = await freePorts(1);
  const why = await refused(optionsFor(port, "starttls"));
  expect(why).toMatchObject({ failure: { code: "connection-refused", values: { port } }, isFatal: false });
  const endpoint = { host: "nowhere.invalid", port: 5222, security: "starttls" } as const;
  const timing = { connect: 10_000 };
  expect(await refused({ ...optionsFor(port, "starttls"), endpoint, timing })).toMatchObject({
    failure: { code: "host-not-found", values: { domain: "example.test", host: "nowhere.invalid" } },
  });
});

test("[T14] a web server is recognised as no XMPP server", async () => {
  const web = createHttpServer((_, response) => response.end("<html><head></head></html>"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = web.address() as AddressInfo;
    expect((await refused(optionsFor(port, "starttls"))).failure.code).toBe("not-xmpp");
    expect((await refused(optionsFor(port, "direct-tls"))).failure.code).toBe("tls-failed");
  } finally {
    web.close();
  }
});

test.each([
  ["a page", "<html><head></head><body></body></html>"],
  ["a greeting", "220 mail.example.test ESMTP\r\n"],
  ["a closing tag", "</stream:stream>"],
  ["text before the header", "hello <stream:stream>"],
  ["bytes", Buffer.from([0xff, 0xfe, 0x00, 0x3c, 0x80])],
])("[T14] %s instead of a stream header ends the attempt", async (_, greeting) => {
  const options = await hostile("starttls", async (line) => {
    await line.send(greeting);
    await line.expect(/>/);
    line.hangUp();
  });
  expect((await refused(options)).failure.code).toBe("not-xmpp");
});

test.each([
  ["crossed tags", "<stream:features><a></b></stream:features>"],
  ["an unknown entity", "<stream:features>&bomb;</stream:features>"],
  ["an impossible character", "<stream:features>&#0;</stream:features>"],
  ["something else than features", "<surprise/>"],
])("[T14] %s in the stream is malformed", async (_, text) => {
  const options = await hostile("starttls", async (line) => {
    await line.expect(/<stream:stream/);
    await line.send(
      `<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">${text}`,
    );
  });
  expect(await refused(options)).toMatchObject({ failure: { code: "malformed-stream" }, isFatal: false });
});

test("[T6] without STARTTLS nothing but the stream header is said", async () => {
  let heard = "";
  const options = await hostile("starttls", async (line) => {
    await openStream(line, mechanisms("PLAIN", "SCRAM-SHA-1", "ANONYMOUS"));
    await line.ended;
    heard = line.heard();
  });
  expect((await refused(options)).failure.code).toBe("tls-unavailable");
  await expect.poll(() => heard).toContain("<stream:stream");
  expect(heard).not.toContain("<auth");
  expect(heard).not.toContain("romeo");
});

test("[T6] a refused STARTTLS is not a reason to go on without", async () => {
  const options = await hostile("starttls", async (line) => {
    await openStream(line, starttls + mechanisms("PLAIN"));
    await line.expect(/<starttls/);
    await line.send('<failure xmlns="urn:ietf:params:xml:ns:xmpp-tls"/></stream:stream>');
  });
  expect((await refused(options)).failure.code).toBe("tls-unavailable");
});

test("[T6] features that were slipped in before TLS are forgotten (RFC 6120 5.4.3.3)", async () => {
  let mechanism: string | undefined;
  const options = await hostile("starttls", async (line) => {
    await openStream(line, starttls);
    await line.expect(/<starttls/);
    await line.send(`${proceed}<stream:features>${mechanisms("PLAIN")}</stream:features>`);
    await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256"));
    [, mechanism] = await line.expect(/<auth [^>]*mechanism="([^"]+)"/);
    line.hangUp();
  });
  expect((await refused(options)).failure.code).toBe("connection-lost");
  expect(mechanism).toBe("SCRAM-SHA-256");
});

test("[T10] a certificate that nobody vouches for: not a word is said under it", async () => {
  let heard = "";
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await line.ended;
    heard = line.heard();
  });
  const why = await refused({ ...options, extraAuthorities: [] });
  expect(why.failure.code).toBe("certificate-untrusted");
  expect(why.certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(heard).not.toContain("stream");
});

test("[T16] silence after TLS ends the attempt in time", async () => {
  expect((await refused(await hostile("starttls", secured))).failure.code).toBe("connect-timeout");
  expect((await refused(await hostile("direct-tls", (line) => line.startTls()))).failure.code).toBe(
    "connect-timeout",
  );
});

test("a line that breaks while TLS is set up is a failure of TLS", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await line.expect(/./s);
    line.hangUp();
  });
  expect(await refused(options)).toMatchObject({ failure: { code: "tls-failed" }, isFatal: false });
});

async function offers(...names: string[]) {
  return hostile("direct-tls", async (line) => {
    await line.startTls();
    await openStream(line, mechanisms(...names));
    await line.expect(/<auth/);
    await line.send('<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>');
  });
}

test("[T8] ANONYMOUS is never used, and no mechanism at all is fatal", async () => {
  for (const names of [["ANONYMOUS"], [], ["DIGEST-MD5", "EXTERNAL"]]) {
    const why = await refused(await offers(...names));
    expect(why).toMatchObject({ failure: { code: "mechanism-unavailable" }, isFatal: true });
  }
});

test("[T8] a server that once offered SCRAM is never given the plain password", async () => {
  const options = await offers("PLAIN");
  const why = await refused({ ...options, trust: { fingerprint: null, hasOfferedScram: true } });
  expect(why).toMatchObject({ failure: { code: "mechanism-downgraded" }, isFatal: true });
});

test("[T7] a success without the server's signature is an impostor's", async () => {
  const why = await refused(await offers("SCRAM-SHA-256", "PLAIN"));
  expect(why).toMatchObject({ failure: { code: "server-signature-wrong" }, isFatal: true });
});

test.each([
  ["signature", { signature: () => Buffer.alloc(32).toString("base64") }],
  ["empty signature", { signature: () => "" }],
  ["nonce that is not ours", { nonce: (nonce: string) => `x${nonce}` }],
  ["nonce that adds nothing", { nonce: (nonce: string) => nonce.slice(0, 24) }],
  ["number of iterations that would keep us busy for minutes", { iterations: 2_000_000_000 }],
])("[T7] a wrong %s shows an impostor", async (_, faults) => {
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256"));
    await signInByScram(line, faults);
  });
  expect(await refused(options)).toMatchObject({
    failure: { code: "server-signature-wrong" },
    isFatal: true,
  });
});

test.each([
  ["conflict", "conflict", true],
  ["policy-violation", "policy-violation", true],
  ["host-unknown", "host-unknown", true],
  ["host-gone", "host-unknown", true],
  ["system-shutdown", "server-shutdown", false],
  ["see-other-host", "stream-error", false],
  ["no-such-condition-in-the-world", "stream-error", false],
])("the stream error %s becomes %s", async (condition, code, isFatal) => {
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await line.expect(/<stream:stream/);
    await line.send(
      `<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams"><stream:error><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams">evil.test</${condition}></stream:error></stream:stream>`,
    );
  });
  expect(await refused(options)).toMatchObject({ failure: { code, values: { condition } }, isFatal });
});

test("[T14] a stream error without a condition does no harm", async () => {
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await line.expect(/<stream:stream/);
    await line.send(
      '<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams"><stream:error/></stream:stream>',
    );
  });
  expect((await refused(options)).failure.code).toBe("stream-error");
});

test.each([
  ["not-authorized", "not-authorized", true],
  ["account-disabled", "account-disabled", true],
  ["mechanism-too-weak", "mechanism-unavailable", true],
  ["temporary-auth-failure", "stream-error", false],
])("the refusal %s becomes %s", async (condition, code, isFatal) => {
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256"));
    await line.expect(/<auth/);
    await line.send(`<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><${condition}/></failure>`);
  });
  expect(await refused(options)).toMatchObject({ failure: { code }, isFatal });
});

test("an attempt can be cancelled at every step", async () => {
  const scripts: ((line: Line) => Promise<void>)[] = [
    async () => {},
    (line) => openStream(line, starttls),
    secured,
    async (line) => {
      await secured(line);
      await openStream(line, mechanisms("SCRAM-SHA-256"));
    },
  ];
  for (const script of scripts) {
    const attempt = new AbortController();
    const options = await hostile("starttls", async (line) => {
      await script(line);
      attempt.abort();
    });
    const why = await refused({ ...options, signal: attempt.signal, timing: {} });
    expect(why.failure.code).toBe("sign-in-cancelled");
  }
  const options = { ...optionsFor(1, "starttls"), signal: AbortSignal.abort() };
  expect((await refused(options)).failure.code).toBe("sign-in-cancelled");
});
