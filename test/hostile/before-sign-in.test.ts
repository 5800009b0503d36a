import { createServer as createHttpServer } from "node:http";
import { writeFileSync } from "node:fs";
import { type AddressInfo, connect as connectTcp } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ClearText } from "../../main/xmpp/connection/clear-text.ts";
import { refusesPassword } from "../../main/xmpp/connection/failures.ts";
import type { ConnectOptions } from "../../main/xmpp/connection/stream.ts";
import { freePorts } from "../servers/free-ports.ts";
import { scratchFolder } from "../servers/scratch-folder.ts";
import { guardEveryTest, hostile, optionsFor, refused } from "./hostile-ground.ts";
import { hostileAuthority, type Line, mechanisms, openStream, signInByScram } from "./scripted-server.ts";

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

test("[T6] without STARTTLS nothing but the stream header is sent", async () => {
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

test("[T6] features injected before TLS are dropped (RFC 6120 5.4.3.3)", async () => {
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

test("[T10] nothing is sent under a certificate that cannot be verified", async () => {
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
  expect(
    (await refused(await hostile("direct-tls", async (line) => void (await line.startTls())))).failure.code,
  ).toBe("connect-timeout");
});

test("a connection that breaks while TLS is set up is a failure of TLS", async () => {
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

test("[T8] a server that once offered SCRAM never gets the plain password", async () => {
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

function streamError(condition: string): string {
  return `<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams"><stream:error><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams">no place</${condition}></stream:error></stream:stream>`;
}

const streamErrors = [
  ["conflict", "conflict"],
  ["policy-violation", "policy-violation"],
  ["not-authorized", "stream-error"],
  ["host-unknown", "host-unknown"],
  ["host-gone", "host-unknown"],
  ["resource-constraint", "resource-constraint"],
  ["system-shutdown", "server-shutdown"],
  ["see-other-host", "stream-error"],
  ["no-such-condition-in-the-world", "stream-error"],
] as const;

test.each(streamErrors)(
  "[T21] before TLS the stream error %s may be anybody's: nothing is final",
  async (condition, code) => {
    for (const when of ["instead of features", "instead of TLS"]) {
      const options = await hostile("starttls", async (line) => {
        if (when === "instead of TLS") {
          await openStream(line, starttls);
          await line.expect(/<starttls/);
          await line.send(streamError(condition).replace(/^<stream:stream [^>]*>/, ""));
        } else {
          await line.expect(/<stream:stream/);
          await line.send(streamError(condition));
        }
      });
      const why = await refused(options);
      expect(why).toMatchObject({ failure: { code, values: { condition } }, stage: "clear", isFatal: false });
      expect(refusesPassword(why)).toBe(false);
    }
  },
);

// After TLS, `see-other-host` is followed (RULE T25).
test.each(streamErrors.filter(([condition]) => condition !== "see-other-host"))(
  "[T21] [T12] before we have signed in the stream error %s is not about us: nothing is final",
  async (condition, code) => {
    const options = await hostile("direct-tls", async (line) => {
      await line.startTls();
      await line.expect(/<stream:stream/);
      await line.send(streamError(condition));
    });
    const why = await refused(options);
    expect(why).toMatchObject({ failure: { code, values: { condition } }, stage: "secured", isFatal: false });
    expect(refusesPassword(why)).toBe(false);
  },
);

test.each([
  [
    "a refusal of the password",
    '<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>',
  ],
  ["a success", '<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>'],
  ["a closed account", '<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><account-disabled/></failure>'],
])("[T21] before TLS %s is neither believed nor final", async (_, said) => {
  const instead: ((line: Line) => Promise<void>)[] = [
    async (line) => {
      await line.expect(/<stream:stream/);
      await line.send(`${streamError("x").replace(/<stream:error.*/, "")}${said}`);
    },
    async (line) => {
      await openStream(line, starttls);
      await line.expect(/<starttls/);
      await line.send(said);
    },
  ];
  for (const script of instead) {
    const why = await refused(await hostile("starttls", script));
    expect(why).toMatchObject({ stage: "clear", isFatal: false });
    expect(why.failure.code).toMatch(/^(malformed-stream|tls-unavailable)$/);
    expect(refusesPassword(why)).toBe(false);
  }
});

test("[T21] a certificate that is not trusted is a question and nothing final, and no password goes out", async () => {
  for (const security of ["starttls", "direct-tls"] as const) {
    let heard = "";
    const options = await hostile(security, async (line) => {
      if (security === "starttls") await secured(line);
      else await line.startTls();
      await line.ended;
      heard = line.heard();
    });
    const why = await refused({ ...options, extraAuthorities: [] });
    expect(why).toMatchObject({ failure: { code: "certificate-untrusted" }, stage: "clear", isFatal: false });
    expect(heard).not.toContain("<auth");
    expect(heard).not.toContain("romeo");
  }
});

test("[T21] a host that is not the domain's does not keep us from the domain's next", async () => {
  let isReached = false;
  const good = await hostile("direct-tls", async (line) => {
    await line.startTls();
    isReached = true;
    line.hangUp();
  });
  const portOf = ({ endpoint }: ConnectOptions) => (endpoint && "port" in endpoint ? endpoint.port : 0);
  for (const script of [
    async (line: Line) => {
      await line.expect(/<stream:stream/);
      await line.send(streamError("host-unknown"));
    },
    (line: Line) => openStream(line, mechanisms("PLAIN")),
  ]) {
    isReached = false;
    const foreign = await hostile("starttls", script);
    const lookup = async (name: string) => {
      const record = { name: "127.0.0.1", weight: 0 };
      return name.startsWith("_xmpps-")
        ? [{ ...record, priority: 2, port: portOf(good) }]
        : [{ ...record, priority: 1, port: portOf(foreign) }];
    };
    await refused({ ...good, endpoint: null, lookup });
    expect(isReached).toBe(true);
  }
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
  ["not-authorized", "not-authorized", true, true],
  ["credentials-expired", "not-authorized", true, true],
  ["malformed-request", "not-authorized", true, false],
  ["no-such-condition-in-the-world", "not-authorized", true, false],
  ["account-disabled", "account-disabled", true, false],
  ["mechanism-too-weak", "mechanism-unavailable", true, false],
  ["temporary-auth-failure", "stream-error", false, false],
])("[T21] the refusal %s becomes %s", async (condition, code, isFatal, isPassword) => {
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256"));
    await line.expect(/<auth/);
    await line.send(`<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><${condition}/></failure>`);
  });
  const why = await refused(options);
  expect(why).toMatchObject({ failure: { code }, isFatal });
  expect(refusesPassword(why)).toBe(isPassword);
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

test("a lookup that never ends is abandoned when the attempt is cancelled", async () => {
  const attempt = new AbortController();
  const lookup = () => {
    queueMicrotask(() => attempt.abort());
    return new Promise<never>(() => {});
  };
  const why = await refused({ ...optionsFor(1, "starttls"), endpoint: null, lookup, signal: attempt.signal });
  expect(why.failure.code).toBe("sign-in-cancelled");
});

test("a domain that says it offers no service is not tried", async () => {
  const lookup = async () => [{ name: ".", port: 0, priority: 0, weight: 0 }];
  const why = await refused({ ...optionsFor(1, "starttls"), endpoint: null, lookup });
  expect(why).toMatchObject({ failure: { code: "host-not-found", values: { domain: "example.test" } } });
});

test("[T24] a server that sends without end before we have signed in is disconnected", async () => {
  const options = await hostile("starttls", async (line) => {
    await line.expect(/<stream:stream/);
    await line.send(
      '<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams"><stream:features x="',
    );
    for (let sent = 0; sent < 30; sent++) await line.send("x".repeat(65_536));
  });
  const why = await refused({ ...options, timing: { open: 20_000 } });
  expect(why.failure).toMatchObject({ code: "stream-too-large", values: { what: "negotiation" } });
});

test("[T6] over the demo's line inside this process SCRAM signs in, and PLAIN is not used", async () => {
  for (const [mechanism, code] of [
    ["SCRAM-SHA-256", "connection-lost"],
    ["PLAIN", "mechanism-unavailable"],
  ] as const) {
    let isSignedIn = false;
    const { endpoint, ...options } = await hostile("starttls", async (line) => {
      await openStream(line, mechanisms(mechanism));
      await signInByScram(line);
      isSignedIn = true;
      line.hangUp();
    });
    const port = endpoint !== null && "port" in endpoint ? endpoint.port : 0;
    const inProcess = new ClearText(() => connectTcp(port, "127.0.0.1"));
    expect((await refused({ ...options, endpoint: inProcess })).failure.code).toBe(code);
    expect(isSignedIn).toBe(mechanism !== "PLAIN");
  }
});

test("[T10] the file of NODE_EXTRA_CA_CERTS adds trusted roots, and a file without certificates does no harm", async () => {
  const folder = scratchFolder("roots");
  const before = process.env["NODE_EXTRA_CA_CERTS"];
  try {
    const options = await hostile("direct-tls", async (line) => {
      await line.startTls();
      line.hangUp();
    });
    const file = join(folder.path, "roots.pem");
    const nonsense = join(folder.path, "nonsense.pem");
    writeFileSync(file, hostileAuthority());
    writeFileSync(nonsense, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    const outcomes = [];
    for (const variable of [file, nonsense, join(folder.path, "missing.pem")]) {
      process.env["NODE_EXTRA_CA_CERTS"] = variable;
      outcomes.push((await refused({ ...options, extraAuthorities: [] })).failure.code);
    }
    expect(outcomes).toEqual(["connection-lost", "certificate-untrusted", "certificate-untrusted"]);
  } finally {
    if (before === undefined) delete process.env["NODE_EXTRA_CA_CERTS"];
    else process.env["NODE_EXTRA_CA_CERTS"] = before;
    folder.remove();
  }
});
