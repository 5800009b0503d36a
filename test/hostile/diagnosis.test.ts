import { expect, test } from "vitest";
import { type DiagnosisEvent, diagnosisEventSchema } from "../../app/diagnosis/event.ts";
import { connect } from "../../main/xmpp/connection/connect.ts";
import type { ConnectOptions } from "../../main/xmpp/connection/stream.ts";
import { freePorts } from "../servers/free-ports.ts";
import { guardEveryTest, hostile, letIn, optionsFor, refused } from "./hostile-ground.ts";
import { type Line, mechanisms, openStream, welcome } from "./scripted-server.ts";

guardEveryTest();

/** The options with a log, and its events as the application would store them. */
function noted(options: ConnectOptions) {
  const events: DiagnosisEvent[] = [];
  return { events, options: { ...options, note: (event: DiagnosisEvent) => events.push(cleaned(event)) } };
}

function cleaned(event: DiagnosisEvent): DiagnosisEvent {
  return diagnosisEventSchema.parse(event);
}

const kinds = (events: readonly DiagnosisEvent[]) => events.map(({ kind }) => kind);

test("[C1] an attempt that succeeds notes each of its steps", async () => {
  const { events, options } = noted(await hostile("direct-tls", (line) => welcome(line)));
  await letIn(options);
  const { port } = options.endpoint as { port: number };
  const way = { mechanism: "SCRAM-SHA-256", binding: null };
  expect(events).toMatchObject([
    { kind: "trying", host: "127.0.0.1", port, security: "direct-tls" },
    { kind: "encrypted", protocol: "TLSv1.3" },
    { kind: "certificate", verdict: "valid", problems: [] },
    { kind: "mechanisms-offered", mechanisms: ["SCRAM-SHA-256"] },
    { kind: "signing-in", ...way },
    { kind: "signed-in", ...way },
    { kind: "bound", isResumable: false },
  ]);
});

test("[C1] each endpoint that was tried is noted with why it failed", async () => {
  const [closed = 0] = await freePorts(1);
  const open = await hostile("starttls", (line) => line.send("<html>").then(line.hangUp));
  const { port } = open.endpoint as { port: number };
  const records = [closed, port].map((one, priority) => ({
    name: "127.0.0.1",
    port: one,
    priority,
    weight: 0,
  }));
  const { events, options } = noted({
    ...open,
    endpoint: null,
    lookup: async (name) => (name.startsWith("_xmpp-client") ? records : []),
  });
  expect(await refused(options)).toMatchObject({ failure: { code: "not-xmpp" } });
  expect(events).toMatchObject([
    { kind: "looked-up", domain: "example.test", endpoints: 2 },
    { kind: "trying", port: closed },
    { kind: "endpoint-failed", code: "connection-refused", condition: "ECONNREFUSED", port: closed },
    { kind: "trying", port },
  ]);
});

test("[C1] a certificate from an unknown issuer is noted with everything that is wrong with it", async () => {
  const { events, options } = noted({
    ...(await hostile("direct-tls", (line) => welcome(line))),
    domain: "other.test",
    extraAuthorities: [],
  });
  await refused(options);
  expect(events.at(-1)).toMatchObject({
    kind: "certificate",
    verdict: "refused",
    problems: ["unknown-issuer", "wrong-name"],
  });
});

test("[C1] the one certificate that the person trusts is noted as theirs", async () => {
  const first = await hostile("direct-tls", (line) => welcome(line));
  const question = await refused({ ...first, extraAuthorities: [] });
  const fingerprint = question.certificate?.fingerprint ?? "";
  const { events, options } = noted({
    ...first,
    extraAuthorities: [],
    trust: { fingerprint, hasOfferedScram: false },
  });
  await letIn(options);
  expect(events).toContainEqual({ kind: "certificate", verdict: "trusted-by-person", problems: [] });
});

test("[C2] nothing of SASL but the mechanism is noted", async () => {
  const said: string[] = [];
  let line: Line | undefined;
  const { events, options } = noted(
    await hostile("direct-tls", async (real) => {
      line = real;
      const send: Line["send"] = (data) => {
        said.push(String(data));
        return real.send(data);
      };
      await welcome({ ...real, send });
    }),
  );
  await letIn(options);
  const wire = (line?.heard() ?? "") + said.join("");
  const secrets = [...wire.matchAll(/<(?:auth|challenge|response|success) [^>]*>([^<]+)</g)].flatMap(
    ([, text = ""]) => [
      text,
      ...Buffer.from(text, "base64")
        .toString()
        .split(",")
        .map((field) => field.slice(2))
        .filter((field) => field.length > 8),
    ],
  );
  // The nonce twice, the salt, the binding, the proof and the signature, and the four texts they came in.
  expect(secrets.length).toBeGreaterThanOrEqual(9);
  const log = JSON.stringify(events);
  for (const secret of [...secrets, "secret"]) expect(log).not.toContain(secret);
});

test("[C3] a server cannot write sentences into the log by what it offers", async () => {
  const offered = mechanisms("SCRAM-SHA-256").replace(
    "</mechanisms>",
    `<mechanism>Click &lt;here&gt;: http://evil.test/\u202e</mechanism></mechanisms>`,
  );
  const { events, options } = noted(
    await hostile("direct-tls", async (line) => {
      await line.startTls();
      await openStream(line, offered);
      await line.expect(/<auth/);
      await line.send(`<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>`);
    }),
  );
  await refused(options);
  expect(events).toContainEqual({
    kind: "mechanisms-offered",
    mechanisms: ["SCRAM-SHA-256", "Clickherehttpevil.test"],
  });
  expect(kinds(events).at(-1)).toBe("mechanism-refused");
});

test("an attempt without a log goes the same way", async () => {
  const [closed = 0] = await freePorts(1);
  expect(await connect(optionsFor(closed, "starttls"))).toMatchObject({
    failure: { failure: { code: "connection-refused" } },
  });
});
