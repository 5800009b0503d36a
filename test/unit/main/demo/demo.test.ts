import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commandInputs,
} from "../../../../app/contract.ts";
import type { AccountSnapshot } from "../../../../app/patch.ts";
import type { Result } from "../../../../app/result.ts";
import { startDemo } from "../../../../main/demo/demo.ts";
import { self } from "../../../../main/demo/cast/people.ts";
import { createKith, type Kith, type KithOptions } from "../../../../main/kith.ts";
import type { ResumeToken, Stream } from "../../../../main/xmpp/connection/stream.ts";
import { account as own, contact, romeo } from "../../../support/account-model.ts";
import { handClock } from "../../../support/hand-clock.ts";

/* The demo as an application opens it, in a profile that somebody has an account in. */
let profile: string;
let kith: Kith;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  const settings = {
    address: own,
    server: null,
    trust: { fingerprint: null, hasOfferedScram: true },
    own: { show: "away", status: "Mine" },
  };
  const key = createHash("sha256").update(own).digest("hex").slice(0, 32);
  await writeFile(join(profile, "accounts.json"), JSON.stringify({ version: 1, accounts: [settings] }));
  await writeFile(
    join(profile, `roster-${key}.json`),
    JSON.stringify({ version: 1, account: own, ver: "7", contacts: [contact(romeo)] }),
  );
});
afterEach(async () => {
  await kith.close();
  await rm(profile, { recursive: true, force: true });
});

async function start(more: Partial<KithOptions> = {}): Promise<void> {
  kith = await createKith({ profile, version: "test", languages: ["en"], ...more });
}

function call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Result<CommandOutput<N>>> {
  const handler = kith.handlers[name] as (parsed: unknown) => Promise<Result<CommandOutput<N>>>;
  return handler(commandInputs[name].parse(input));
}

async function accounts(): Promise<readonly AccountSnapshot[]> {
  const result = await call("snapshot", {});
  if (!result.ok) throw new Error(result.failure.code);
  return result.value.accounts;
}

/** The files of the profile with what is in them, the demo's apart. */
async function ownFiles(): Promise<Record<string, string>> {
  const names = (await readdir(profile)).filter((name) => name !== "demo").toSorted();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(profile, name), "utf8")] as const),
    ),
  );
}

/** Resolves with the accounts as soon as they fit. */
function until(fits: (accounts: readonly AccountSnapshot[]) => boolean): Promise<readonly AccountSnapshot[]> {
  return new Promise((resolve) => {
    const check = () =>
      void accounts().then((now) => {
        if (!fits(now)) return;
        stop();
        resolve(now);
      });
    const stop = kith.onPatch(check);
    check();
  });
}

test("[N5] while the demo is open only its account is there, marked as the demo", async () => {
  await start();
  expect(await accounts()).toMatchObject([{ account: own, isDemo: false }]);
  expect(await call("startDemo", {})).toEqual({ ok: true, value: null });
  const [demo, ...others] = await until(([one]) => one?.requests.length === 3);
  expect(demo).toMatchObject({ account: self, isDemo: true, session: { state: "online" } });
  expect(demo?.contacts).toHaveLength(40);
  expect(others).toEqual([]);
});

test("[N6] leaving it brings the own accounts back as they were, on screen and on disk", async () => {
  await start();
  const before = { accounts: await accounts(), files: await ownFiles() };
  await call("startDemo", {});
  await call("setStatus", { account: self, show: "dnd", status: "Playing" });
  expect(await ownFiles()).toEqual(before.files);
  expect(await call("leaveDemo", {})).toEqual({ ok: true, value: null });
  expect(await accounts()).toEqual(before.accounts);
  expect(await ownFiles()).toEqual(before.files);
});

test("[N6] a page never sees zero accounts while they are swapped", async () => {
  await start();
  const shown = new Set([own as string]);
  const counts: number[] = [];
  kith.onPatch(({ added, removed }) => {
    if (added !== undefined) shown.add(added.account);
    if (removed !== undefined) shown.delete(removed);
    counts.push(shown.size);
  });
  await call("startDemo", {});
  await call("leaveDemo", {});
  expect([...shown]).toEqual([own]);
  expect(Math.min(...counts)).toBe(1);
});

test("[N6] [Y4] a link in the place of its folder is not followed, at a start or later", async () => {
  const elsewhere = join(profile, "window");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "mine.json"), "mine");
  await symlink(elsewhere, join(profile, "demo"));
  await start();
  await symlink(elsewhere, join(profile, "demo"));
  expect(await call("startDemo", {})).toMatchObject({ ok: true });
  await call("setView", { account: self, change: { folded: ["group:Friends"] } });
  expect((await lstat(join(profile, "demo"))).isDirectory()).toBe(true);
  expect(await readdir(elsewhere)).toEqual(["mine.json"]);
  await call("leaveDemo", {});
  expect(await readFile(join(elsewhere, "mine.json"), "utf8")).toBe("mine");
  await rm(elsewhere, { recursive: true });
});

test("[N6] what it writes is in a folder of its own, which goes when it is left", async () => {
  await start();
  await call("startDemo", {});
  await call("setView", { account: self, change: { density: "compact" } });
  await call("setStatus", { account: self, show: "dnd", status: "Playing" });
  expect(await readdir(join(profile, "demo"))).toContain("accounts.json");
  await call("leaveDemo", {});
  expect(await readdir(profile)).not.toContain("demo");
});

test("[N6] closing Kith deletes it like leaving does", async () => {
  await start();
  await call("startDemo", {});
  await call("setStatus", { account: self, show: "dnd", status: "Playing" });
  await kith.close();
  expect(await readdir(profile)).not.toContain("demo");
  expect((await ownFiles())["accounts.json"]).not.toContain(self);
});

test("[N6] what a Kith that was killed left of it is deleted at the next start", async () => {
  await mkdir(join(profile, "demo"));
  await writeFile(join(profile, "demo", "accounts.json"), "left");
  await start();
  expect(await readdir(profile)).not.toContain("demo");
  expect(await accounts()).toMatchObject([{ account: own }]);
});

test("[N6] a link in the folder's place is deleted, and nothing behind it", async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "kith-elsewhere-"));
  await writeFile(join(elsewhere, "letter"), "Dear Juliet");
  await symlink(elsewhere, join(profile, "demo"));
  await start({ demo: { contacts: 1 } });
  await until(([one]) => one?.list.state === "confirmed");
  await call("leaveDemo", {});
  expect(await readdir(profile)).not.toContain("demo");
  expect(await readdir(elsewhere)).toEqual(["letter"]);
  await rm(elsewhere, { recursive: true });
});

test("[N7] a second demo is refused, while it opens and while it is open", async () => {
  await start();
  const answers = await Promise.all([call("startDemo", {}), call("startDemo", {})]);
  expect(answers).toMatchObject([{ ok: true }, { ok: false, failure: { code: "demo-is-open" } }]);
  expect(await call("startDemo", {})).toMatchObject({ ok: false, failure: { code: "demo-is-open" } });
  expect(await accounts()).toMatchObject([{ account: self, session: { state: "online" } }]);
});

test("[N7] it can be left while it opens, left twice, and opened again", async () => {
  await start();
  const opening = call("startDemo", {});
  await Promise.all([call("leaveDemo", {}), call("leaveDemo", {})]);
  expect((await opening).ok).toBe(false);
  expect(await accounts()).toMatchObject([{ account: own }]);
  const [, again] = await Promise.all([call("leaveDemo", {}), call("startDemo", {})]);
  expect(again).toMatchObject({ ok: true });
  expect(await accounts()).toMatchObject([{ account: self }]);
});

test("[N5] nobody signs in to an account of their own beside it, nor is one reached", async () => {
  await start();
  await call("startDemo", {});
  const signIn = { address: "paris@example.test", password: "secret", staySignedIn: false, server: null };
  expect(await call("signIn", signIn)).toMatchObject({ ok: false, failure: { code: "demo-is-open" } });
  expect(await call("removeContacts", { account: own, batch: null, contacts: [romeo] })).toMatchObject({
    ok: false,
    failure: { code: "unknown-account" },
  });
  expect(await call("signOut", { account: own })).toMatchObject({ ok: false });
});

test("[N5] it is refused while an account of the person is in use", async () => {
  await start({ connect: () => new Promise(() => {}) });
  const signIn = { address: own, password: "secret", staySignedIn: false, server: null };
  void call("signIn", signIn);
  await until(([one]) => one?.session.state === "connecting");
  expect(await call("startDemo", {})).toMatchObject({
    ok: false,
    failure: { code: "demo-while-signed-in" },
  });
  expect(await accounts()).toMatchObject([{ account: own }]);
});

test("[N6] signing out of it, or giving it up, is leaving it", async () => {
  await start();
  for (const command of ["signOut", "cancelSignIn"] as const) {
    await call("startDemo", {});
    expect(await call(command, { account: self })).toMatchObject({ ok: true });
    expect(await accounts()).toMatchObject([{ account: own }]);
    expect(await readdir(profile)).not.toContain("demo");
  }
});

test("[N4] Kith can start with it, and of any size", async () => {
  await start({ demo: { contacts: 500 } });
  const [demo] = await until(([one]) => one?.list.state === "confirmed");
  expect(demo).toMatchObject({ account: self, isDemo: true });
  expect(demo?.contacts).toHaveLength(500);
});

/** A machine that gives nobody a port, until `mend`. */
function withoutPorts(): { mend: () => void } {
  const listen = vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server) {
    const error = Object.assign(new Error("listen"), { code: "EADDRNOTAVAIL", syscall: "listen" });
    process.nextTick(() => this.emit("error", error));
    return this;
  });
  return { mend: () => listen.mockRestore() };
}

test("[N7] without a free port, Kith starts with the person's accounts and says so; later the demo works", async () => {
  const machine = withoutPorts();
  await start({ demo: { contacts: null } });
  const snapshot = await call("snapshot", {});
  expect(snapshot).toMatchObject({
    value: { accounts: [{ account: own }], notices: [{ code: "demo-unavailable" }] },
  });
  expect(await call("startDemo", {})).toMatchObject({ ok: false, failure: { code: "demo-unavailable" } });
  expect(await accounts()).toMatchObject([{ account: own, isDemo: false }]);
  machine.mend();
  expect(await call("startDemo", {})).toMatchObject({ ok: true });
  expect(await accounts()).toMatchObject([{ account: self, isDemo: true }]);
});

test("its stream can be lost and resumed as with any server", async () => {
  await start();
  const started = await startDemo({ contacts: null, clock: handClock() });
  if (!started.ok) throw new Error(started.failure.code);
  const demo = started.value;
  const dial = (resume: ResumeToken | null) =>
    demo.connect({
      local: "juliet",
      domain: "capulet.example",
      password: demo.password,
      endpoint: null,
      trust: { fingerprint: null, hasOfferedScram: false },
      resume,
      signal: new AbortController().signal,
    });
  const online = (attempt: Awaited<ReturnType<typeof dial>>): Stream => {
    if (!attempt.ok) throw new Error(attempt.failure.failure.code);
    return attempt.value;
  };
  const stream = online(await dial(null));
  const token = await new Promise<ResumeToken | null>((resolve) => {
    stream.onEnd = (_why, resume) => resolve(resume);
    stream.abort();
  });
  const again = online(await dial(token));
  expect(again.isResumed).toBe(true);
  await again.close();
  await demo.close();
  expect((await dial(null)).ok).toBe(false);
});
