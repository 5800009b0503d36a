import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Snapshot } from "../../../../app/patch.ts";
import type { Session } from "../../../../app/session.ts";
import type { Secrets } from "../../../../main/accounts/secrets.ts";
import { createKith, type Kith } from "../../../../main/kith.ts";
import { account } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";
import { scriptedConnect } from "../../../support/scripted-connect.ts";

const password = "wherefore art thou";

/** A keyring that opens only what one of the same name sealed; like the system's, asked over and over. */
function keyring(name: string, isAvailable = true): Secrets {
  return {
    isAvailable: async () => isAvailable,
    seal: async (text) => Buffer.from(`${name}\n${text}`).toString("base64"),
    open: async (sealed) => {
      const [sealer, text] = Buffer.from(sealed, "base64").toString().split("\n");
      return sealer === name && text !== undefined ? { text, isStale: false } : null;
    },
  };
}

interface Started {
  readonly kith: Kith;
  readonly network: ReturnType<typeof scriptedConnect>;
  /** Resolves with the account's session once it fits, now or later. */
  readonly until: (fits: (session: Session | undefined) => boolean) => Promise<Session | undefined>;
  readonly snapshot: () => Promise<Snapshot>;
}

let profile: string;
let started: Started[];
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-stay-"));
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map(({ kith }) => kith.close()));
  await rm(profile, { recursive: true, force: true });
});

async function start(secrets?: Secrets): Promise<Started> {
  const network = scriptedConnect();
  const kith = await createKith({
    profile,
    version: "test",
    languages: ["en"],
    connect: network.connect,
    ...(secrets === undefined ? {} : { secrets }),
  });
  const snapshot = async () => {
    const answer = await kith.handlers.snapshot({});
    if (!answer.ok) throw new Error(answer.failure.code);
    return answer.value;
  };
  const until: Started["until"] = (fits) =>
    new Promise((resolve, reject) => {
      const check = async () => {
        const session = (await snapshot()).accounts[0]?.session;
        if (!fits(session)) return;
        stop();
        resolve(session);
      };
      const stop = kith.onPatch(() => void check().catch(reject));
      check().catch(reject);
    });
  const one = { kith, network, until, snapshot };
  started.push(one);
  return one;
}

/** Signs in with the form; the server takes it, or refuses. */
async function signIn(one: Started, staySignedIn: boolean | null, typed = password): Promise<void> {
  const before = one.network.attempts.length;
  const answer = one.kith.handlers.signIn({ address: account, password: typed, staySignedIn, server: null });
  await one.until(() => one.network.attempts.length > before);
  await one.network.attempts.at(-1)?.succeed(new FakeStream());
  await answer;
}

const kept = async () => (await readdir(profile)).filter((file) => file.startsWith("password-"));

async function end(one: Started): Promise<void> {
  await one.kith.close();
  started = started.filter((other) => other !== one);
}

test("[D12] staying signed in is offered where there is a keyring, and nowhere else", async () => {
  const withKeyring = await start(keyring("mine"));
  expect((await withKeyring.snapshot()).canStaySignedIn).toBe(true);
  await end(withKeyring);
  expect((await (await start(keyring("none", false))).snapshot()).canStaySignedIn).toBe(false);
  expect((await (await start()).snapshot()).canStaySignedIn).toBe(false);
});

test("[D12] the password is kept sealed, and the next start signs in with it by itself", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true);
  await end(first);
  const files = await readdir(profile);
  const texts = await Promise.all(files.map((file) => readFile(join(profile, file), "utf8")));
  expect(texts.join("\n")).not.toContain(password);

  const second = await start(keyring("mine"));
  await second.until((session) => session?.state === "connecting" && second.network.attempts.length > 0);
  expect(second.network.attempts[0]?.options.password).toBe(password);
  await second.network.attempts[0]?.succeed(new FakeStream());
  expect((await second.until((session) => session?.state === "online"))?.state).toBe("online");
});

test("[D12] without the choice nobody stays signed in, and signing out forgets the password", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true);
  await end(first);
  expect(await kept()).toHaveLength(1);

  const second = await start(keyring("mine"));
  await second.until(() => second.network.attempts.length > 0);
  await second.kith.handlers.cancelSignIn({ account });
  await signIn(second, false);
  await end(second);
  expect(await kept()).toEqual([]);

  const third = await start(keyring("mine"));
  await signIn(third, true);
  await third.kith.handlers.signOut({ account });
  expect(await kept()).toEqual([]);
});

test("[D12] the box keeps the person's last choice, also after a restart and for another account", async () => {
  const first = await start(keyring("mine"));
  expect(await first.snapshot()).toMatchObject({ canStaySignedIn: true, staysSignedIn: true });
  await signIn(first, false);
  expect((await first.snapshot()).staysSignedIn).toBe(false);
  await end(first);

  const second = await start(keyring("mine"));
  expect((await second.snapshot()).staysSignedIn).toBe(false);
  await second.kith.handlers.setLanguage({ language: "de" });
  await second.kith.handlers.signOut({ account });
  await end(second);

  const third = await start(keyring("mine"));
  expect(await third.snapshot()).toMatchObject({ staysSignedIn: false, language: "de" });
  await signIn(third, true);
  await end(third);
  expect((await (await start(keyring("mine"))).snapshot()).staysSignedIn).toBe(true);
});

test("[D12] somebody who was not asked keeps the earlier choice and the stored password", async () => {
  const desktop = await start(keyring("mine"));
  await signIn(desktop, true);
  await end(desktop);
  for (const secrets of [undefined, keyring("mine", false)]) {
    const other = await start(secrets);
    await other.kith.handlers.cancelSignIn({ account });
    await signIn(other, null);
    expect((await other.snapshot()).staysSignedIn).toBe(true);
    await end(other);
    expect(await kept()).toHaveLength(1);
  }
});

test("[D12] a shell without a keyring stores nothing, and deletes nothing that another stored", async () => {
  const browser = await start();
  await signIn(browser, true);
  await end(browser);
  expect(await kept()).toEqual([]);

  const desktop = await start(keyring("mine"));
  await signIn(desktop, true);
  await end(desktop);
  const again = await start();
  expect((await again.snapshot()).accounts[0]?.session.state).toBe("signed-out");
  await signIn(again, false);
  await end(again);
  expect(await kept()).toHaveLength(1);
});

test("[D13] a refused saved password is deleted, and Kith asks for it again", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true);
  await end(first);

  const second = await start(keyring("mine"));
  await second.until(() => second.network.attempts.length > 0);
  await second.network.attempts[0]?.refuse("not-authorized", true);
  const session = await second.until((one) => one?.state === "refused");
  expect(session).toMatchObject({ why: { code: "not-authorized" } });
  await end(second);
  expect(await kept()).toEqual([]);
});

test("[T21] [D13] nothing said before TLS, or about the stream, deletes a saved password", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true);
  await end(first);
  for (const [code, isProven] of [
    ["not-authorized", false],
    ["account-disabled", false],
    ["certificate-untrusted", false],
    ["stream-error", true],
    ["host-unknown", true],
    ["conflict", true],
    ["mechanism-downgraded", true],
  ] as const) {
    const one = await start(keyring("mine"));
    await one.until(() => one.network.attempts.length > 0);
    await one.network.attempts[0]?.refuse(code, isProven);
    await one.until((session) => session?.state !== "connecting");
    await end(one);
    expect(await kept()).toHaveLength(1);
  }
});

test("[D13] a wrong typed password does not delete the saved one", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true);
  await end(first);

  const second = await start(keyring("mine"));
  await second.kith.handlers.cancelSignIn({ account });
  const before = second.network.attempts.length;
  const answer = second.kith.handlers.signIn({
    address: account,
    password: "typo",
    staySignedIn: true,
    server: null,
  });
  await second.until(() => second.network.attempts.length > before);
  await second.network.attempts.at(-1)?.refuse("not-authorized", true);
  expect(await answer).toMatchObject({ ok: false, failure: { code: "not-authorized" } });
  await end(second);

  const third = await start(keyring("mine"));
  await third.until(() => third.network.attempts.length > 0);
  expect(third.network.attempts[0]?.options.password).toBe(password);
});

test("[D13] if this keyring cannot open the password, Kith says so, asks for it and can save it again", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true);
  await end(first);

  const second = await start(keyring("another"));
  const session = await second.until((one) => one?.state === "refused");
  expect(session).toMatchObject({ why: { code: "password-unreadable" } });
  await signIn(second, true);
  await end(second);

  const third = await start(keyring("another"));
  await third.until(() => third.network.attempts.length > 0);
  expect(third.network.attempts[0]?.options.password).toBe(password);
});

test("[D13] a slow keyring does not prevent signing in by hand", async () => {
  const first = await start(keyring("mine"));
  await signIn(first, true, "the old one");
  await end(first);

  let unlock: () => void = () => undefined;
  const isUnlocked = new Promise<void>((resolve) => (unlock = resolve));
  const mine = keyring("mine");
  let tellOpened: () => void = () => undefined;
  const isOpened = new Promise<void>((resolve) => (tellOpened = resolve));
  const locked: Secrets = {
    isAvailable: async () => {
      await isUnlocked;
      return true;
    },
    seal: mine.seal,
    open: async (sealed) => {
      tellOpened();
      return mine.open(sealed);
    },
  };
  const second = await start(locked);
  expect((await second.snapshot()).canStaySignedIn).toBe(false);
  await second.kith.handlers.cancelSignIn({ account });
  unlock();
  await isOpened;
  await signIn(second, false, "the new one");
  expect(second.network.attempts.map(({ options }) => options.password)).toEqual(["the new one"]);
});
