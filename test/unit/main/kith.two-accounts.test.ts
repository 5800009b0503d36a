import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { commandInputs, type CommandInput, type CommandName } from "../../../app/contract.ts";
import type { Result } from "../../../app/result.ts";
import { createKith, type Kith } from "../../../main/kith.ts";
import { FakeStream, settled } from "../../support/fake-stream.ts";
import { scriptedConnect } from "../../support/scripted-connect.ts";

const juliet = "juliet@example.test";
const nurse = "nurse@example.test";

let profile: string;
let kith: Kith;
let network: ReturnType<typeof scriptedConnect>;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  await start();
});
afterEach(async () => {
  await kith.close();
  await rm(profile, { recursive: true, force: true });
});

async function start(): Promise<void> {
  network = scriptedConnect();
  kith = await createKith({ profile, version: "test", languages: ["en"], connect: network.connect });
}

function call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Result<unknown>> {
  const handler = kith.handlers[name] as (parsed: unknown) => Promise<Result<unknown>>;
  return handler(commandInputs[name].parse(input));
}

async function states(): Promise<[string, string][]> {
  const snapshot = await kith.handlers.snapshot({});
  if (!snapshot.ok) throw new Error(snapshot.failure.code);
  return snapshot.value.accounts.map((one) => [one.account, one.session.state]);
}

/** Begins to sign in, up to the `number`th attempt of the network. */
async function begin(address: string, number: number): Promise<{ answer: Promise<Result<unknown>> }> {
  const answer = call("signIn", { address, password: "secret", staySignedIn: false, server: null });
  await vi.waitFor(() => expect(network.attempts).toHaveLength(number));
  return { answer };
}

async function signIn(address: string, number: number): Promise<FakeStream> {
  const stream = new FakeStream();
  const { answer } = await begin(address, number);
  await network.attempts[number - 1]?.succeed(stream);
  expect(await answer).toMatchObject({ ok: true });
  return stream;
}

const savedAccounts = async () =>
  (
    JSON.parse(await readFile(join(profile, "accounts.json"), "utf8")) as { accounts: { address: string }[] }
  ).accounts.map((one) => one.address);

test("signing in elsewhere gives up the attempt that was under way: it brings no session nobody sees", async () => {
  const { answer: first } = await begin(juliet, 1);
  const second = await signIn(nurse, 2);
  const ghost = new FakeStream();
  await network.attempts[0]?.succeed(ghost);
  expect(await first).toMatchObject({ ok: false, failure: { code: "sign-in-cancelled" } });
  expect(network.attempts[0]?.options.signal.aborted).toBe(true);
  expect(ghost.sent).toEqual([]);
  expect(second.sent).not.toEqual([]);
  expect(await states()).toEqual([[nurse, "online"]]);
});

test("signing in again while the goodbye is still on its way is not undone by it", async () => {
  const old = await signIn(juliet, 1);
  let close: () => void = () => undefined;
  vi.spyOn(old, "close").mockImplementation(() => new Promise((resolve) => (close = resolve)));
  const leaving = call("signOut", { account: juliet });
  await settled();
  await signIn(juliet, 2);
  close();
  expect(await leaving).toMatchObject({ ok: true });
  expect(await states()).toEqual([[juliet, "online"]]);
  await kith.close();
  expect(await savedAccounts()).toEqual([juliet]);
});

test("closing waits for the goodbye of an account that was just signed out", async () => {
  const old = await signIn(juliet, 1);
  let close: () => void = () => undefined;
  vi.spyOn(old, "close").mockImplementation(() => new Promise((resolve) => (close = resolve)));
  void call("signOut", { account: juliet });
  let hasClosed = false;
  const closing = kith.close().then(() => {
    hasClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasClosed).toBe(false);
  close();
  await closing;
});

test("the account that signs in comes first, now and at the next start, and the other keeps its list", async () => {
  await signIn(juliet, 1);
  await kith.close();
  await start();
  const { answer } = await begin(nurse, 1);
  expect(await states()).toEqual([
    [nurse, "connecting"],
    [juliet, "signed-out"],
  ]);
  await network.attempts[0]?.refuse("not-authorized", true);
  expect(await answer).toMatchObject({ ok: false });
  await signIn(nurse, 2);
  await kith.close();
  expect(await savedAccounts()).toEqual([nurse, juliet]);
  await start();
  expect(await states()).toEqual([
    [nurse, "signed-out"],
    [juliet, "signed-out"],
  ]);
  await begin(juliet, 1);
  expect((await states())[0]).toEqual([juliet, "connecting"]);
});

test("[D9] the goodbye is written in the turn in which Kith is told to end: a system may give it no other", async () => {
  const stream = await signIn(juliet, 1);
  const closing = kith.close();
  expect(stream.sent.at(-1)?.toString()).toBe('<presence type="unavailable"/>');
  await closing;
});
