import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Patch } from "../../../app/patch.ts";
import { fileKey } from "../../../main/accounts/file-key.ts";
import { createKith, type Kith } from "../../../main/kith.ts";
import { account, contact, romeo } from "../../support/account-model.ts";
import { scriptedConnect } from "../../support/scripted-connect.ts";

/* A profile whose `accounts.json` is gone: the files of its account are there, and nobody has signed out of it. */

let profile: string;
let kith: Kith;
let network: ReturnType<typeof scriptedConnect>;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-lost-"));
});
afterEach(async () => {
  await kith.close();
  await rm(profile, { recursive: true, force: true });
});

const key = fileKey(account);

async function start(): Promise<void> {
  network = scriptedConnect();
  kith = await createKith({ profile, version: "1", languages: ["en"], connect: network.connect });
}

/** Everything an account leaves: a pending rename, a list, a message, a view, a sealed password. Gives the files as they are then. */
async function leaveFiles(): Promise<Map<string, string>> {
  const settings = {
    address: account,
    server: null,
    trust: { fingerprint: null, hasOfferedScram: true },
    own: { show: "available", status: "" },
  };
  const write = (file: string, content: object) =>
    writeFile(join(profile, file), JSON.stringify({ version: 1, account, ...content }));
  await write("accounts.json", { accounts: [settings] });
  await write(`roster-${key}.json`, { ver: "7", contacts: [contact(romeo, { name: "Romeo" })] });
  await write(`strays-${key}.json`, {
    messages: [{ bareJid: romeo, address: romeo, body: "Wherefore", at: 1 }],
  });
  await write(`password-${key}.json`, { sealed: "c2VhbGVk" });
  await start();
  const change = { folded: ["group:Friends"] };
  expect(await kith.handlers.setView({ account, change })).toMatchObject({ ok: true });
  const deltas = [{ do: "rename" as const, name: "Mine" }];
  expect(await kith.handlers.editContact({ account, contact: romeo, deltas })).toMatchObject({ ok: true });
  await kith.close();
  await rm(join(profile, "accounts.json"));
  return files();
}

async function files(): Promise<Map<string, string>> {
  const names = (await readdir(profile)).filter((name) => name.includes(key)).toSorted();
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(profile, name), "utf8")] as const),
    ),
  );
}

/** Signs in as a page does; resolves once the attempt has reached the network. */
async function signIn(address: string) {
  let isThere: () => void = () => undefined;
  const there = new Promise<void>((resolve) => (isThere = resolve));
  const stop = kith.onPatch(({ added }: Patch) => {
    if (added !== undefined) isThere();
  });
  const before = network.attempts.length;
  const answer = kith.handlers.signIn({ address, password: "x", staySignedIn: false, server: null });
  await there;
  stop();
  await expect.poll(() => network.attempts.length).toBeGreaterThan(before);
  return { answer, attempt: network.attempts.at(-1) };
}

test("[Y1] a sign-in that is refused, and one as somebody else after it, delete nothing", async () => {
  const left = await leaveFiles();
  expect(left.size).toBe(5);
  await start();
  const { answer, attempt } = await signIn(account);
  await attempt?.refuse("connection-refused", true);
  expect(await answer).toMatchObject({ ok: false });
  const other = await signIn("nurse@example.test");
  await other.attempt?.refuse("connection-refused", true);
  await other.answer;
  expect(await files()).toEqual(left);
  await kith.close();
  expect(await files()).toEqual(left);
});

test("[Y1] a sign-in that is cancelled on its way deletes nothing", async () => {
  const left = await leaveFiles();
  await start();
  const { answer, attempt } = await signIn(account);
  const cancelling = kith.handlers.cancelSignIn({ account });
  await attempt?.refuse("sign-in-cancelled");
  expect(await cancelling).toMatchObject({ ok: true });
  await answer;
  expect(await files()).toEqual(left);
});

test("[Y1] a sign-in that is cancelled before its account is there deletes nothing", async () => {
  const left = await leaveFiles();
  await start();
  const signingIn = kith.handlers.signIn({
    address: account,
    password: "x",
    staySignedIn: false,
    server: null,
  });
  await kith.handlers.cancelSignIn({ account: null });
  expect(await signingIn).toMatchObject({ ok: false, failure: { code: "sign-in-cancelled" } });
  expect(await files()).toEqual(left);
});

test("[Y1] the account comes back with its list, its view, its messages and the edit that waits", async () => {
  await leaveFiles();
  await start();
  const { answer, attempt } = await signIn(account);
  const result = await kith.handlers.snapshot({});
  expect(result.ok && result.value.accounts).toMatchObject([
    {
      account,
      contacts: [{ bareJid: romeo, name: "Romeo" }],
      edits: [{ bareJid: romeo, state: "waiting", deltas: [{ do: "rename", name: "Mine" }] }],
      strays: [{ bareJid: romeo, count: 1 }],
      view: { folded: ["group:Friends"] },
    },
  ]);
  await attempt?.refuse("connection-refused", true);
  await answer;
});

test("[Y1] signing out deletes list, view, edits and password; messages stay", async () => {
  await leaveFiles();
  await start();
  const { answer, attempt } = await signIn(account);
  await attempt?.refuse("connection-refused", true);
  await answer;
  expect(await kith.handlers.signOut({ account })).toMatchObject({ ok: true });
  expect([...(await files()).keys()]).toEqual([`strays-${key}.json`]);
});
