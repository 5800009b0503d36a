import type { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import type { ConnectOptions, Trust } from "../../main/xmpp/connection/stream.ts";
import { guardEveryTest, hostile, letIn, refused } from "./hostile-ground.ts";
import { type Heard, judgeScram, type ScramServer } from "./scripted-scram.ts";
import { type Line, mechanisms, openStream } from "./scripted-server.ts";

guardEveryTest();

const saslNs = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"';
const all = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"];
const allPlus = all.map((name) => `${name}-PLUS`);

/** What a server does with each connection, and with the next one. */
interface Oddities extends Omit<ScramServer, "line" | "socket"> {
  readonly offers: readonly string[];
  /** What it says of bindings (XEP-0440). */
  readonly says?: readonly string[];
  readonly tls?: "TLSv1.2";
}

/** A server that judges SCRAM, and what it heard on all its streams. */
async function judging(oddities: Oddities): Promise<{ options: ConnectOptions; heard: Heard }> {
  const heard: Heard = [];
  const options = await hostile("direct-tls", async (line) => {
    const socket = await line.startTls(oddities.tls);
    await openStream(line, features(oddities));
    await judgeScram({ ...oddities, line, socket }, heard);
  });
  return {
    options: { ...options, timing: { connect: 2_000, open: 2_000, signIn: 2_000, close: 100 } },
    heard,
  };
}

function features({ offers, says }: Pick<Oddities, "offers" | "says">): string {
  const types = (says ?? []).map((type) => `<channel-binding type="${type}"/>`).join("");
  const said = says && `<sasl-channel-binding xmlns="urn:xmpp:sasl-cb:0">${types}</sasl-channel-binding>`;
  return mechanisms(...offers) + (said ?? "");
}

const scramSeen: Trust = { fingerprint: null, hasOfferedScram: true };

test.each([
  ["one round", 1, "scram-too-weak"],
  ["4,095 rounds", 4_095, "scram-too-weak"],
  ["10,000,001 rounds", 10_000_001, "scram-too-costly"],
  ["two billion rounds", 2_000_000_000, "scram-too-costly"],
])("[T22] %s of hashing get no proof, and nothing weaker is tried", async (_, iterations, code) => {
  const { options, heard } = await judging({ offers: [...all, "PLAIN"], iterations });
  expect(await refused(options)).toMatchObject({
    failure: { code, values: { iterations, domain: "example.test" } },
    isFatal: true,
  });
  expect(heard).toEqual(["SCRAM-SHA-512 n"]);
});

/** A line that offers these and is cut before anything is answered; the next offers PLAIN and takes it. */
function cutThenPlain(cut: (line: Line) => Promise<void>) {
  const auths: string[] = [];
  let connections = 0;
  const server = hostile("direct-tls", async (line) => {
    connections += 1;
    await line.startTls();
    if (connections === 1) return cut(line);
    await openStream(line, mechanisms("PLAIN"));
    const [, mechanism = ""] = await line.expect(/<auth [^>]*mechanism="([^"]*)"/);
    auths.push(mechanism);
    await line.send(`<success ${saslNs}/>`);
  });
  return { server, auths };
}

test.each<readonly [string, (line: Line) => Promise<void>]>([
  [
    "that is cut",
    async (line) => {
      await openStream(line, mechanisms("SCRAM-SHA-1", "PLAIN"));
      await line.expect(/<auth/);
      line.hangUp();
    },
  ],
  [
    "that stalls until the person gives up",
    async (line) => {
      await openStream(line, mechanisms("SCRAM-SHA-256"));
      await line.ended;
    },
  ],
  [
    "that fails for a while",
    async (line) => {
      await openStream(line, mechanisms("SCRAM-SHA-256-PLUS", "PLAIN"));
      await line.expect(/<auth/);
      await line.send(`<failure ${saslNs}><temporary-auth-failure/></failure>`);
    },
  ],
  [
    "that is refused",
    async (line) => {
      await openStream(line, mechanisms("SCRAM-SHA-256"));
      await line.expect(/<auth/);
      await line.send(`<failure ${saslNs}><not-authorized/></failure>`);
    },
  ],
])("[T8] [T22] an attempt %s has shown SCRAM all the same: PLAIN gets nothing after it", async (_, cut) => {
  const { server, auths } = cutThenPlain(cut);
  const options = await server;
  let { trust } = options;
  await refused({ ...options, onTrust: (learnt) => (trust = learnt) });
  expect(trust).toEqual(scramSeen);
  expect((await refused({ ...options, trust })).failure.code).toBe("mechanism-downgraded");
  expect(auths).toEqual([]);
});

test("[T8] [T22] what one endpoint has shown counts for the next one of the same attempt", async () => {
  const { server, auths } = cutThenPlain(async (line) => {
    await openStream(line, mechanisms("SCRAM-SHA-1"));
    await line.expect(/<auth/);
    line.hangUp();
  });
  const options = await server;
  const port = options.endpoint !== null && "port" in options.endpoint ? options.endpoint.port : 0;
  const record = { name: "127.0.0.1", port, weight: 0 };
  const lookup = async (name: string) =>
    name.startsWith("_xmpps-client") ? [1, 2].map((priority) => ({ ...record, priority })) : [];
  expect((await refused({ ...options, endpoint: null, lookup })).failure.code).toBe("mechanism-downgraded");
  expect(auths).toEqual([]);
});

test("[T22] SCRAM under a certificate that is not trusted is not seen, and neither is a future one", async () => {
  const seen: Trust[] = [];
  const onTrust = (trust: Trust) => seen.push(trust);
  const { options } = await judging({ offers: all });
  await refused({ ...options, extraAuthorities: [], onTrust });
  const plain = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA3-512", "PLAIN"));
    await line.expect(/<auth/);
    await line.send(`<failure ${saslNs}><not-authorized/></failure>`);
  });
  await refused({ ...plain, onTrust });
  expect(seen).toEqual([]);
});

test("[T8] a consent to the plain password is valid until SCRAM succeeds", async () => {
  const auths: string[] = [];
  const plain = await hostile("direct-tls", async (line) => {
    await line.startTls();
    await openStream(line, mechanisms("PLAIN"));
    auths.push((await line.expect(/<auth [^>]*>[^<]*/))[0]);
    await line.send(`<failure ${saslNs}><not-authorized/></failure>`);
  });
  const trust: Trust = { ...scramSeen, isPlainAllowed: true };
  expect((await refused({ ...plain, trust })).failure.code).toBe("not-authorized");
  expect(auths).toEqual([expect.stringContaining('mechanism="PLAIN"')]);

  const wrong = await judging({ offers: all, knows: [] });
  const seen: Trust[] = [];
  await refused({ ...wrong.options, trust, onTrust: (learnt) => seen.push(learnt) });
  expect(seen).toEqual([]);
  const right = await judging({ offers: ["SCRAM-SHA-1", "PLAIN"] });
  const stream = await letIn({ ...right.options, trust });
  expect(stream.trust).toEqual({
    ...scramSeen,
    scram: { mechanism: "SCRAM-SHA-1", binding: null, refused: [] },
  });
});

test.each([
  ["at once", { lacks: ["SCRAM-SHA-512", "SCRAM-SHA-256"] }],
  ["after the proof", { knows: ["SCRAM-SHA-1"] }],
  ["by ending the stream", { knows: ["SCRAM-SHA-1"], hangsUp: true }],
])(
  "[T22] a server that only knows the SHA-1 of the password and refuses %s signs us in",
  async (_, server) => {
    const { options, heard } = await judging({ offers: [...all, "PLAIN"], ...server });
    const stream = await letIn(options);
    expect(heard).toEqual(["SCRAM-SHA-512 n", "SCRAM-SHA-256 n", "SCRAM-SHA-1 n"]);
    const refusedOnes = ["SCRAM-SHA-512", "SCRAM-SHA-256"];
    expect(stream.trust.scram).toEqual({ mechanism: "SCRAM-SHA-1", binding: null, refused: refusedOnes });

    heard.length = 0;
    const again = await letIn({ ...options, trust: stream.trust });
    expect(heard).toEqual(["SCRAM-SHA-1 n"]);
    expect(again.trust).toEqual(stream.trust);
  },
);

test.each([
  ["one after the other", {}],
  ["on a stream each", { hangsUp: true }],
])("[T22] a wrong password is tried once with each hash and no more (%s)", async (_, server) => {
  for (const offers of [all, ["SCRAM-SHA-256", "SCRAM-SHA-1"], ["SCRAM-SHA-1", "PLAIN"]]) {
    const { options, heard } = await judging({ offers, ...server });
    const why = await refused({ ...options, password: "wrong" });
    expect(why).toMatchObject({ failure: { code: "not-authorized" }, isFatal: true });
    const scram = offers.filter((name) => name !== "PLAIN");
    expect(heard).toEqual(scram.map((name) => `${name} n`));
  }
});

test.each(["account-disabled", "temporary-auth-failure", "credentials-expired"])(
  "[T22] %s is no word about the hash: nothing else is tried",
  async (condition) => {
    const heard: string[] = [];
    const options = await hostile("direct-tls", async (line) => {
      await line.startTls();
      await openStream(line, mechanisms(...all));
      for (;;) {
        heard.push((await line.expect(/mechanism="([^"]*)"/))[1] ?? "");
        await line.send(`<failure ${saslNs}><${condition}/></failure>`);
      }
    });
    await refused(options);
    expect(heard).toEqual(["SCRAM-SHA-512"]);
  },
);

test("[T22] a policy-violation for the second try is answered by a fresh stream, once a refusal", async () => {
  const heard: string[] = [];
  const options = await hostile("direct-tls", async (line) => {
    const socket = await line.startTls();
    await openStream(line, mechanisms("SCRAM-SHA-256", "SCRAM-SHA-1"));
    if (heard.length > 0) return judgeScram({ line, socket }, heard);
    heard.push((await line.expect(/mechanism="([^"]*)"/))[1] ?? "");
    await line.send(`<failure ${saslNs}><not-authorized/></failure>`);
    await line.expect(/<auth/);
    await line.send(
      `<stream:error><policy-violation xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>`,
    );
  });
  await letIn(options);
  expect(heard).toEqual(["SCRAM-SHA-256", "SCRAM-SHA-1 n"]);
});

test.each([
  ["tls-exporter", undefined],
  ["tls-exporter", "TLSv1.2"],
  ["tls-server-end-point", undefined],
  ["tls-server-end-point", "TLSv1.2"],
  ["tls-unique", "TLSv1.2"],
] as const)("[T22] binds by %s where the server names it (%s)", async (binding, tls) => {
  const server = { bindings: [binding], says: [binding], ...(tls && { tls }) };
  const { options, heard } = await judging({ offers: [...all, ...allPlus, "PLAIN"], ...server });
  const stream = await letIn(options);
  expect(heard).toEqual([`SCRAM-SHA-512-PLUS p=${binding}`]);
  expect(stream.trust.scram).toEqual({ mechanism: "SCRAM-SHA-512", binding, refused: [] });
});

test.each([
  ["tls-exporter", undefined, 1],
  ["tls-server-end-point", undefined, 2],
  ["tls-unique", "TLSv1.2", 3],
] as const)("[T22] only -PLUS and not a word which: %s is found (%s)", async (binding, tls, tries) => {
  const server = { bindings: [binding], ...(tls && { tls }) };
  const { options, heard } = await judging({ offers: [...allPlus, "PLAIN"], ...server });
  const stream = await letIn(options);
  expect(heard).toHaveLength(tries);
  expect(heard.at(-1)).toBe(`SCRAM-SHA-512-PLUS p=${binding}`);

  heard.length = 0;
  await letIn({ ...options, trust: stream.trust });
  expect(heard).toEqual([`SCRAM-SHA-512-PLUS p=${binding}`]);
});

test("[T22] only -PLUS with a hash the server has no verifier for: the next hash, bound the same way", async () => {
  const server = { bindings: ["tls-server-end-point"], knows: ["SCRAM-SHA-1"] };
  const { options, heard } = await judging({ offers: allPlus, ...server });
  const stream = await letIn(options);
  expect(heard).toEqual([
    "SCRAM-SHA-512-PLUS p=tls-exporter",
    ...allPlus.map((name) => `${name} p=tls-server-end-point`),
  ]);
  expect(stream.trust.scram).toMatchObject({
    mechanism: "SCRAM-SHA-1",
    refused: ["SCRAM-SHA-512", "SCRAM-SHA-256"],
  });
});

test("[T22] only -PLUS, several bindings and the SHA-1 of the password: the binding that was taken stays, the hash changes", async () => {
  const server = { tls: "TLSv1.2", knows: ["SCRAM-SHA-1"] } as const;
  const bindings = ["tls-exporter", "tls-server-end-point", "tls-unique"];
  const { options, heard } = await judging({ offers: allPlus, bindings, ...server });
  await letIn(options);
  expect(heard).toEqual(allPlus.map((name) => `${name} p=tls-exporter`));
});

test("[T22] three proofs are the most that a server gets, whatever it says to them", async () => {
  const heard: Heard = [];
  const options = await hostile("direct-tls", async (line) => {
    await line.startTls();
    const socket = { exportKeyingMaterial: () => Buffer.alloc(32, 7) } as unknown as TLSSocket;
    await openStream(line, mechanisms(...allPlus));
    const bindings = ["tls-exporter", "tls-server-end-point"];
    await judgeScram({ line, socket, bindings, knows: [] }, heard);
  });
  expect((await refused(options)).failure.code).toBe("not-authorized");
  expect(heard).toEqual([
    "SCRAM-SHA-512-PLUS p=tls-exporter",
    "SCRAM-SHA-512-PLUS p=tls-server-end-point",
    "SCRAM-SHA-256-PLUS p=tls-server-end-point",
  ]);
});

test("[T22] -PLUS alone, with an unknown binding: reported as that, and PLAIN is not used", async () => {
  const { options, heard } = await judging({ offers: [...allPlus, "PLAIN"], bindings: ["tls-future"] });
  expect(await refused(options)).toMatchObject({
    failure: { code: "channel-binding-failed" },
    isFatal: true,
  });
  expect(heard).toEqual(["SCRAM-SHA-512-PLUS p=tls-exporter", "SCRAM-SHA-512-PLUS p=tls-server-end-point"]);
});

test("[T22] a refused binding that looks like a wrong password, as ejabberd sends it, says nothing about the password", async () => {
  const server = { bindings: ["tls-unique"], otherBinding: "not-authorized" };
  const { options, heard } = await judging({ offers: allPlus, ...server });
  expect((await refused(options)).failure.code).toBe("channel-binding-failed");
  expect(heard).toHaveLength(6);

  const named = await judging({ offers: allPlus, says: ["tls-exporter"], ...server });
  expect((await refused(named.options)).failure.code).toBe("not-authorized");
});

test("[T22] a binding that worked and that the server has lost: SCRAM without it, as long as no bound proof was refused", async () => {
  const scram = { mechanism: "SCRAM-SHA-256", binding: "tls-exporter", refused: [] } as const;
  const trust: Trust = { ...scramSeen, scram };
  const offers = ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "PLAIN"];
  const server = { bindings: ["tls-unique"], otherBinding: "not-authorized" };
  const lost = await judging({ offers, ...server });
  const stream = await letIn({ ...lost.options, trust });
  expect(lost.heard).toEqual(["SCRAM-SHA-256-PLUS p=tls-exporter", "SCRAM-SHA-256 n"]);
  expect(stream.trust.scram).toEqual({ mechanism: "SCRAM-SHA-256", binding: null, refused: [] });

  const wrong = await judging({ offers, bindings: ["tls-exporter"], knows: [] });
  expect((await refused({ ...wrong.options, trust })).failure.code).toBe("not-authorized");
  expect(wrong.heard).toEqual(["SCRAM-SHA-256-PLUS p=tls-exporter"]);
});

test("[T22] a wrong password with -PLUS alone is reported as that, after three proofs at most", async () => {
  const { options, heard } = await judging({ offers: allPlus, bindings: ["tls-exporter"] });
  const why = await refused({ ...options, password: "wrong" });
  expect(why.failure.code).toBe("not-authorized");
  expect(heard.filter((one) => one.endsWith("p=tls-exporter"))).toHaveLength(3);
  expect(heard.length).toBeLessThanOrEqual(6);
});

test("[T22] somebody in between who ends TLS cannot pass on the proof, and nothing weaker is tried", async () => {
  const heard: Heard = [];
  // The server behind sees another TLS connection: to it the bytes of ours are wrong.
  const options = await hostile("direct-tls", async (line) => {
    const socket = await line.startTls();
    const other = { exportKeyingMaterial: () => Buffer.alloc(32, 7) } as unknown as typeof socket;
    const says = ["tls-exporter"];
    await openStream(line, features({ offers: ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "PLAIN"], says }));
    await judgeScram({ line, socket: other, bindings: says }, heard);
  });
  expect((await refused(options)).failure.code).toBe("channel-binding-failed");
  expect(heard).toEqual(["SCRAM-SHA-256-PLUS p=tls-exporter"]);
});

test("[T8] [T22] binding that worked and is hidden: the server that still can refuses, and nothing weaker is tried", async () => {
  const scram = { mechanism: "SCRAM-SHA-256", binding: "tls-exporter", refused: [] } as const;
  const trust: Trust = { ...scramSeen, scram };
  const hidden = await judging({
    offers: ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"],
    bindings: ["tls-exporter"],
  });
  const why = await refused({ ...hidden.options, trust });
  expect(why.failure).toMatchObject({ code: "channel-binding-failed", values: { hasWorked: true } });
  expect(hidden.heard).toEqual(["SCRAM-SHA-256 y"]);

  const changed = await judging({ offers: ["SCRAM-SHA-256", "PLAIN"] });
  const stream = await letIn({ ...changed.options, trust });
  expect(changed.heard).toEqual(["SCRAM-SHA-256 y"]);
  expect(stream.trust.scram?.binding).toBeNull();
});
