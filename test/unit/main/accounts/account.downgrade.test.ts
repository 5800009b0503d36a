import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKith, type Kith } from "../../../../main/kith.ts";
import type { Trust } from "../../../../main/xmpp/connection/stream.ts";
import { account } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { type Attempt, scriptedConnect } from "../../../support/scripted-connect.ts";

const other = "romeo@example.test";
const nothing: Trust = { fingerprint: null, hasOfferedScram: false };
const seen: Trust = { fingerprint: null, hasOfferedScram: true };

let profile: string;
let started: Kith[];
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-downgrade-"));
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((kith) => kith.close()));
  await rm(profile, { recursive: true, force: true });
});

async function start() {
  const network = scriptedConnect();
  const kith = await createKith({ profile, version: "test", languages: ["en"], connect: network.connect });
  started.push(kith);
  const { handlers } = kith;
  /** What was typed, on its way to the server; the answer of the command comes with the end of the attempt. */
  const begin = async (address: string): Promise<Attempt> => {
    const before = network.attempts.length;
    void handlers.signIn({ address, password: "secret", staySignedIn: null, server: null });
    return nextAfter(before);
  };
  const nextAfter = async (before: number): Promise<Attempt> => {
    for (;;) {
      const attempt = network.attempts[before];
      if (attempt !== undefined) return attempt;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const session = async () => {
    const answer = await handlers.snapshot({});
    return answer.ok ? answer.value.accounts[0]?.session : undefined;
  };
  return { handlers, network, begin, nextAfter, session };
}

/** `accounts.json` of somebody who signed in before, where SCRAM was not offered. */
async function wasHere(trust: Trust = nothing, ...addresses: string[]): Promise<void> {
  const accounts = [account, ...addresses].map((address) => ({
    address,
    server: null,
    trust,
    own: { show: "available", status: "" },
  }));
  await writeFile(join(profile, "accounts.json"), JSON.stringify({ version: 1, accounts }));
}

async function onDisk(): Promise<Trust[]> {
  const { accounts } = JSON.parse(await readFile(join(profile, "accounts.json"), "utf8")) as {
    accounts: { trust: Trust }[];
  };
  return accounts.map(({ trust }) => trust);
}

test("[T22] SCRAM seen in a failed attempt is on disk for a known account, and still counts after a restart", async () => {
  await wasHere(nothing, other);
  const first = await start();
  const attempt = await first.begin(account);
  attempt.options.onTrust?.(seen);
  await attempt.refuse("connection-lost");
  await started.pop()?.close();
  expect(await onDisk()).toEqual([seen, nothing]);

  const second = await start();
  expect((await second.begin(account)).options.trust).toEqual(seen);
  expect((await second.begin(other)).options.trust).toEqual(nothing);
});

test("[T22] it is on disk before the attempt has ended: Kith may be killed in the middle", async () => {
  await wasHere();
  const one = await start();
  (await one.begin(account)).options.onTrust?.(seen);
  await expect.poll(onDisk).toEqual([seen]);
  expect(await one.session()).toEqual({ state: "connecting" });
});

test("[T22] for an account that is new it is remembered while Kith runs, and nothing of it is written", async () => {
  const one = await start();
  const attempt = await one.begin(account);
  attempt.options.onTrust?.(seen);
  await attempt.refuse("connection-lost");
  expect((await one.begin(account)).options.trust).toEqual(seen);
  await one.handlers.cancelSignIn({ account });
  // Somebody else is asked for in between, and the new account made room for them.
  expect((await one.begin(other)).options.trust).toEqual(nothing);
  expect((await one.begin(account)).options.trust).toEqual(seen);
  await one.handlers.signOut({ account });
  expect((await one.begin(account)).options.trust).toEqual(seen);
  await one.handlers.cancelSignIn({ account });
  expect(await onDisk()).toEqual([]);
});

test("[T22] it counts although the person gives up before the attempt has ended", async () => {
  const one = await start();
  const attempt = await one.begin(account);
  attempt.options.onTrust?.(seen);
  await one.handlers.cancelSignIn({ account: null });
  await attempt.refuse("sign-in-cancelled");
  expect((await one.begin(account)).options.trust).toEqual(seen);
});

test("[T22] it counts for the next reconnect, too", async () => {
  await wasHere();
  const one = await start();
  const attempt = await one.begin(account);
  await attempt.succeed(new FakeStream());
  await settled();
  const { trust } = new FakeStream();
  expect(await one.session()).toEqual({ state: "online" });
  await expect.poll(onDisk).toEqual([trust]);
});

test("[T8] [T22] what is on disk comes back whole: the hash and the binding that worked, and what was refused", async () => {
  const scram = { mechanism: "SCRAM-SHA-1", binding: "tls-unique", refused: ["SCRAM-SHA-256"] } as const;
  const trust: Trust = { ...seen, isPlainAllowed: true, scram };
  await wasHere(trust);
  expect((await (await start()).begin(account)).options.trust).toEqual(trust);
});

test("[T22] an unreadable record of a later Kith is dropped, but the trusted certificate stays", async () => {
  const strange = { mechanism: "SCRAM-SHA3-512", binding: "tls-future", refused: [] };
  await wasHere({ ...seen, scram: strange } as unknown as Trust);
  expect((await (await start()).begin(account)).options.trust).toEqual({ ...seen, scram: undefined });
});
