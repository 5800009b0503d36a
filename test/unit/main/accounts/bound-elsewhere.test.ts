import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Result } from "../../../../app/result.ts";
import { createKith, type Kith } from "../../../../main/kith.ts";
import { atStage, connectFailure } from "../../../../main/xmpp/connection/failures.ts";
import { account } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";
import { type Attempt, scriptedConnect } from "../../../support/scripted-connect.ts";

/** What is typed; the server knows this person as `account`, juliet@example.test. */
const typed = "j.capulet@example.test";

let profile: string;
let started: Kith[];
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-bound-"));
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((kith) => kith.close()));
  await rm(profile, { recursive: true, force: true });
});

const boundAs = (bound: string, address = typed) =>
  atStage(connectFailure("bound-elsewhere", { address, bound }), "signed-in");

async function start() {
  const network = scriptedConnect();
  const kith = await createKith({ profile, version: "test", languages: ["en"], connect: network.connect });
  started.push(kith);
  const attemptAt = async (index: number): Promise<Attempt> => {
    for (;;) {
      const attempt = network.attempts[index];
      if (attempt !== undefined) return attempt;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const signIn = (address: string) =>
    kith.handlers.signIn({ address, password: "secret", staySignedIn: null, server: null });
  const snapshot = async () => {
    const answer = await kith.handlers.snapshot({});
    if (!answer.ok) throw new Error(answer.failure.code);
    return answer.value;
  };
  return { kith, network, attemptAt, signIn, snapshot };
}

async function onDisk(): Promise<unknown> {
  return JSON.parse(await readFile(join(profile, "accounts.json"), "utf8"));
}

async function wasHere(...addresses: string[]): Promise<void> {
  const accounts = addresses.map((address) => ({
    address,
    server: null,
    trust: { fingerprint: null, hasOfferedScram: true },
    own: { show: "available", status: "" },
  }));
  await writeFile(join(profile, "accounts.json"), JSON.stringify({ version: 1, accounts }));
}

/** The sentence's values and what is on screen after a refusal. */
async function expectRefusal(
  one: Awaited<ReturnType<typeof start>>,
  answer: Result<unknown>,
  bound: string,
  address = typed,
): Promise<void> {
  expect(answer).toMatchObject({
    ok: false,
    failure: { code: "bound-elsewhere", values: { address, bound } },
  });
  expect((await one.snapshot()).notices).toEqual([]);
}

test("[T26] another address of the same domain is used, with the typed name, and the person is told", async () => {
  const one = await start();
  const signedIn = one.signIn(typed);
  const first = await one.attemptAt(0);
  first.options.onTrust?.({ fingerprint: null, hasOfferedScram: true });
  await first.fail(boundAs(account));
  const second = await one.attemptAt(1);
  expect(second.options).toMatchObject({
    local: "juliet",
    user: "j.capulet",
    domain: "example.test",
    password: "secret",
    trust: { hasOfferedScram: true },
  });
  await second.succeed(new FakeStream());
  expect(await signedIn).toEqual({ ok: true, value: null });
  const { accounts, notices } = await one.snapshot();
  expect(accounts).toMatchObject([{ account, own: { address: account }, session: { state: "online" } }]);
  expect(notices).toMatchObject([{ code: "bound-elsewhere", values: { address: typed, bound: account } }]);
  await started.pop()?.close();
  expect(await onDisk()).toMatchObject({ accounts: [{ address: account, user: "j.capulet" }] });
});

test("[T26] the next start signs in by the same name, and asks for the same address", async () => {
  await wasHere(account);
  const file = (await onDisk()) as { accounts: object[] };
  Object.assign(file.accounts[0] ?? {}, { user: "j.capulet" });
  await writeFile(join(profile, "accounts.json"), JSON.stringify(file));
  const one = await start();
  void one.signIn(account);
  expect((await one.attemptAt(0)).options).toMatchObject({ local: "juliet", user: "j.capulet" });
});

test.each([
  ["another domain", "juliet@evil.example"],
  ["a domain within ours", "juliet@chat.example.test"],
  ["the bare domain", "example.test"],
])("[T26] %s is refused", async (_, bound) => {
  const one = await start();
  const signedIn = one.signIn(typed);
  await (await one.attemptAt(0)).fail(boundAs(bound));
  await expectRefusal(one, await signedIn, bound);
  expect(one.network.attempts).toHaveLength(1);
  expect((await one.snapshot()).accounts.map((view) => view.account)).toEqual([typed]);
});

test("[T26] an address that already has an account is refused, and that account does not change", async () => {
  await wasHere(account);
  const one = await start();
  const signedIn = one.signIn(typed);
  await (await one.attemptAt(0)).fail(boundAs(account));
  await expectRefusal(one, await signedIn, account);
  expect(one.network.attempts).toHaveLength(1);
  expect((await one.snapshot()).accounts.map((view) => view.account)).toEqual([typed, account]);
});

test("[T26] an account that was here before never gets another address", async () => {
  await wasHere(typed);
  const one = await start();
  const signedIn = one.signIn(typed);
  await (await one.attemptAt(0)).fail(boundAs(account));
  await expectRefusal(one, await signedIn, account);
  expect((await one.snapshot()).accounts).toMatchObject([
    { account: typed, session: { state: "refused", why: { code: "bound-elsewhere" } } },
  ]);
});

test("[T26] a server that gives another address each time is followed once", async () => {
  const one = await start();
  const signedIn = one.signIn(typed);
  await (await one.attemptAt(0)).fail(boundAs(account));
  await (await one.attemptAt(1)).fail(boundAs("nurse@example.test", account));
  await expectRefusal(one, await signedIn, "nurse@example.test", account);
  expect(one.network.attempts).toHaveLength(2);
});

test("[T26] cancelled while it continues under the other address, nothing of either is left", async () => {
  const one = await start();
  const signedIn = one.signIn(typed);
  await (await one.attemptAt(0)).fail(boundAs(account));
  const second = await one.attemptAt(1);
  await one.kith.handlers.cancelSignIn({ account: null });
  await second.refuse("sign-in-cancelled");
  expect(await signedIn).toMatchObject({ ok: false, failure: { code: "sign-in-cancelled" } });
  expect((await one.snapshot()).accounts).toEqual([]);
});

test("[T8] consent is taken only when the server just asked for the plain password, and is kept with the account", async () => {
  await wasHere(account);
  const one = await start();
  const consent = () => one.kith.handlers.sendPlainPassword({ account: account });
  expect(await consent()).toMatchObject({ ok: false, failure: { code: "bad-command" } });
  void one.signIn(account);
  await (await one.attemptAt(0)).refuse("server-signature-wrong", true);
  expect(await consent()).toMatchObject({ ok: false, failure: { code: "bad-command" } });
  void one.signIn(account);
  await (await one.attemptAt(1)).refuse("mechanism-downgraded", true);
  const consented = consent();
  const third = await one.attemptAt(2);
  expect(third.options).toMatchObject({ password: "secret", trust: { isPlainAllowed: true } });
  await third.refuse("connect-timeout");
  expect(await consented).toMatchObject({ ok: false, failure: { code: "connect-timeout" } });
  await expect.poll(onDisk).toMatchObject({ accounts: [{ trust: { isPlainAllowed: true } }] });
});
