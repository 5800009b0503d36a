import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DiagnosisEvent } from "../../../../app/diagnosis/event.ts";
import type { Session } from "../../../../app/session.ts";
import { SessionDriver } from "../../../../main/accounts/session-driver.ts";
import { untrusted } from "../../../../main/xmpp/connection/failures.ts";
import { availablePresence } from "../../../../main/xmpp/presence.ts";
import { foreignCertificate } from "../../../support/certificate-question.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { scriptedConnect } from "../../../support/scripted-connect.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A driver whose first attempt is under way. */
async function start({ wasOnline = true } = {}) {
  const network = scriptedConnect();
  const sessions: Session[] = [];
  const events: DiagnosisEvent[] = [];
  let refusals = 0;
  const driver = new SessionDriver({
    connect: network.connect,
    options: () => ({
      local: "juliet",
      domain: "example.test",
      password: "secret",
      endpoint: null,
      trust: { fingerprint: null, hasOfferedScram: true },
    }),
    wasOnline: () => wasOnline,
    onSession: (session) => sessions.push(session),
    onStream: () => undefined,
    onStreamLost: () => undefined,
    onPasswordRefused: () => void (refusals += 1),
    note: (event) => events.push(event),
  });
  void driver.connect();
  await settled();
  const open = async (stream = new FakeStream()) => {
    await network.attempts.at(-1)?.succeed(stream);
    return stream;
  };
  return { driver, network, sessions, events, open, refusals: () => refusals };
}

test("leaving takes two seconds at most, though nothing can be written any more", async () => {
  const { driver, open } = await start();
  const stream = await open();
  vi.spyOn(stream, "send").mockImplementation(() => new Promise(() => undefined));
  let hasLeft = false;
  void driver
    .end("offline", (one) => one.send(availablePresence("away", "")))
    .then(() => {
      hasLeft = true;
    });
  await vi.advanceTimersByTimeAsync(500);
  expect(hasLeft).toBe(true);
});

test("[T12] a server that drops us right after signing in is retried less and less often", async () => {
  const { sessions, open } = await start();
  for (let round = 1; round <= 5; round += 1) {
    const stream = await open();
    stream.fail("connection-lost");
    expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", attempt: round });
    await vi.advanceTimersByTimeAsync(60_000);
  }
  const stream = await open();
  await vi.advanceTimersByTimeAsync(60_000);
  stream.fail("connection-lost");
  expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", attempt: 1 });
});

test("[T12] until an account has been online once every failure waits for the person", async () => {
  const first = await start({ wasOnline: false });
  await first.network.attempts[0]?.refuse("connect-timeout");
  expect(first.sessions.at(-1)).toMatchObject({ state: "refused" });
  const later = await start();
  await later.network.attempts[0]?.refuse("connect-timeout");
  expect(later.sessions.at(-1)).toMatchObject({ state: "reconnecting", attempt: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  await later.network.attempts[1]?.refuse("not-authorized", true);
  expect(later.sessions.at(-1)).toMatchObject({ state: "refused" });
});

test("a cancelled attempt gives no stream, however late it succeeds", async () => {
  const { driver, sessions, open } = await start();
  await driver.end("signed-out", () => Promise.resolve());
  const stream = await open();
  expect(driver.stream).toBeUndefined();
  expect(sessions.at(-1)).toEqual({ state: "signed-out" });
  expect(await stream.request(availablePresence("away", ""))).toMatchObject({ ok: false });
});

test("[T20] after sleep or in another network a stream is tested", async () => {
  const { driver, network, open } = await start();
  const stream = await open();
  driver.check("network");
  expect(stream.checks).toBe(1);
  expect(network.attempts).toHaveLength(1);
});

test("[T20] after sleep or in another network a wait ends, and the next waits are short again", async () => {
  const { driver, network, sessions } = await start();
  for (let round = 0; round < 8; round += 1) {
    await network.attempts.at(-1)?.refuse("connect-timeout");
    if (round < 7) await vi.advanceTimersByTimeAsync(60_000);
  }
  const before = network.attempts.length;
  driver.check("network");
  expect(network.attempts).toHaveLength(before + 1);
  // One attempt is enough.
  driver.check("network");
  expect(network.attempts).toHaveLength(before + 1);
  await network.attempts.at(-1)?.refuse("connect-timeout");
  expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", attempt: 1 });
});

test("[T20] a question to the person stays open", async () => {
  const { driver, network, sessions } = await start();
  await network.attempts[0]?.refuse("not-authorized", true);
  driver.check("network");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.attempts).toHaveLength(1);
  await driver.end("offline", () => Promise.resolve());
  driver.check("network");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.attempts).toHaveLength(1);
  expect(sessions.at(-1)).toEqual({ state: "offline" });
});

test.each([
  "conflict",
  "policy-violation",
  "host-unknown",
  "not-authorized",
  "account-disabled",
  "mechanism-unavailable",
  "server-signature-wrong",
  "tls-unavailable",
  "tls-failed",
  "not-xmpp",
  "malformed-stream",
  "stream-error",
  "certificate-untrusted",
] as const)("[T21] %s before TLS ends no retrying, however often it is met", async (code) => {
  const { network, sessions, refusals } = await start();
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await network.attempts.at(-1)?.refuse(code);
    expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", attempt, why: { code } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(network.attempts).toHaveLength(attempt + 1);
  }
  expect(refusals()).toBe(0);
});

test("[T21] a password is refused by SASL over TLS alone, and then that is final", async () => {
  const clear = await start();
  await clear.network.attempts[0]?.refuse("not-authorized");
  expect(clear.refusals()).toBe(0);
  const secured = await start();
  await secured.network.attempts[0]?.refuse("not-authorized", true);
  expect(secured.refusals()).toBe(1);
  expect(secured.sessions.at(-1)).toMatchObject({ state: "refused" });
});

test("[T21] a foreign certificate is a question that stays open while retrying goes on", async () => {
  const { driver, network, sessions, open } = await start();
  const stream = await open();
  stream.fail("connection-lost");
  await vi.advanceTimersByTimeAsync(1_000);
  await network.attempts.at(-1)?.fail(untrusted(foreignCertificate));
  expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", certificate: foreignCertificate });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(driver.question).toBe(foreignCertificate);
  await network.attempts.at(-1)?.refuse("connect-timeout");
  expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", certificate: null });
  expect(driver.question).toBe(foreignCertificate);
  await vi.advanceTimersByTimeAsync(60_000);
  await open();
  expect(driver.question).toBeNull();
});

test("[T21] an attempt that the person started ends with its sentence, and is not repeated behind their back", async () => {
  for (const code of ["certificate-untrusted", "host-unknown", "conflict", "not-authorized"] as const) {
    const { driver, network, sessions } = await start();
    const answer = driver.connect(true);
    await network.attempts.at(-1)?.refuse(code);
    expect(await answer).toMatchObject({ ok: false, failure: { code } });
    expect(sessions.at(-1)).toMatchObject({ state: "refused", why: { code } });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(network.attempts).toHaveLength(2);
  }
});

test("[T21] an attempt that the person started during retries does not end the retries", async () => {
  const { driver, network, sessions } = await start();
  await network.attempts[0]?.refuse("connect-timeout");
  const answer = driver.connect();
  await network.attempts[1]?.refuse("host-unknown");
  expect(await answer).toMatchObject({ ok: false, failure: { code: "host-unknown" } });
  expect(sessions.at(-1)).toMatchObject({ state: "reconnecting", attempt: 2 });
});

test("[T21] after an attempt of that kind reaches a stream, failures are retried again", async () => {
  const { driver, sessions, open } = await start();
  void driver.connect(true);
  const stream = await open();
  stream.fail("host-unknown");
  expect(sessions.at(-1)).toMatchObject({ state: "reconnecting" });
});
