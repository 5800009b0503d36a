import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DiagnosisEntry } from "../../../../app/diagnosis/entry.ts";
import type { DiagnosisEvent, DiagnosisKind } from "../../../../app/diagnosis/event.ts";
import { tellOfDisk } from "../../../../main/accounts/disk-notices.ts";
import { fileKey } from "../../../../main/accounts/file-key.ts";
import { createKith, type Kith } from "../../../../main/kith.ts";
import { account, romeo } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";
import { scriptedConnect } from "../../../support/scripted-connect.ts";

let profile: string;
let kith: Kith;
let noted: DiagnosisEntry[];
let network: ReturnType<typeof scriptedConnect>;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-noted-"));
  noted = [];
  network = scriptedConnect();
  kith = await createKith({
    profile,
    version: "1",
    languages: ["en"],
    connect: network.connect,
    onDiagnosis: (entry) => noted.push(entry),
  });
});
afterEach(async () => {
  await kith.close();
  await rm(profile, { recursive: true, force: true });
});

const list = `<iq type="result" id="x"><query xmlns="jabber:iq:roster"><item jid="${romeo}" ask="subscribe"/></query></iq>`;
const find = (stream: FakeStream, xmlns: string) =>
  stream.open.find(({ iq }) => iq.getChild("query")?.attrs["xmlns"] === xmlns);

/** The question about this, as soon as it is asked. */
async function about(stream: FakeStream, xmlns: string) {
  await expect.poll(() => find(stream, xmlns)).toBeDefined();
  return find(stream, xmlns);
}

/** Online; the list is not answered yet. */
async function online(): Promise<FakeStream> {
  const answer = kith.handlers.signIn({ address: account, password: "x", staySignedIn: null, server: null });
  await expect.poll(() => network.attempts.length).toBe(1);
  const stream = new FakeStream();
  await network.attempts[0]?.succeed(stream);
  expect(await answer).toMatchObject({ ok: true });
  return stream;
}

/** Online with Romeo on the list, and everything answered that a fresh session asks, the server's software apart. */
async function withList(): Promise<FakeStream> {
  const stream = await online();
  await (await about(stream, "jabber:iq:roster"))?.answer(list);
  while (find(stream, "jabber:iq:version") === undefined)
    await stream.next.answer(`<iq type="result" id="x"/>`);
  return stream;
}

const events = (kind: DiagnosisKind): DiagnosisEvent[] =>
  noted.map(({ event }) => event).filter((event) => event.kind === kind);

test("[C6] a forged push is noted, without what it says and who sent it", async () => {
  const stream = await withList();
  const query = `<query xmlns="jabber:iq:roster"><item jid="mercutio@example.test" name="Queen Mab"/></query>`;
  stream.deliver(`<iq type="set" id="f" from="tybalt@example.test">${query}</iq>`);
  stream.deliver(`<iq type="set" id="f"><query xmlns="jabber:iq:roster"/></iq>`);
  expect(events("push-refused")).toEqual([
    { kind: "push-refused", reason: "sender" },
    { kind: "push-refused", reason: "content" },
  ]);
  expect(JSON.stringify(noted)).not.toMatch(/mercutio|tybalt|Mab/);
});

test("[C6] a list that the server refuses is logged with its condition", async () => {
  const stream = await online();
  await (await about(stream, "jabber:iq:roster"))?.refuse("internal-server-error");
  expect(events("list-requested")).toEqual([{ kind: "list-requested", hasVersion: false }]);
  expect(events("list-failed")).toMatchObject([{ code: "internal-server-error" }]);
});

test("[C6] an edit that the server refuses is noted with its condition, without the contact and the change", async () => {
  const stream = await withList();
  const deltas = [{ do: "rename" as const, name: "Nightingale" }];
  await kith.handlers.editContact({ account, contact: romeo, deltas });
  await (await about(stream, "jabber:iq:roster"))?.refuse("not-acceptable");
  expect(events("edit-refused")).toMatchObject([{ edit: "change", code: "not-acceptable" }]);
  expect(JSON.stringify(noted)).not.toMatch(/romeo|Nightingale/);
});

test("[C6] a request that comes back is noted with its condition, without the contact", async () => {
  const stream = await withList();
  const error = `<error type="cancel"><remote-server-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;
  stream.deliver(`<presence type="error" from="${romeo}" to="${account}">${error}</presence>`);
  expect(events("request-failed")).toMatchObject([{ code: "remote-server-not-found" }]);
  expect(JSON.stringify(noted)).not.toContain("romeo");
});

test("[C6] more requests than Kith keeps are noted once, and counted", async () => {
  const stream = await withList();
  for (let count = 0; count < 1_100; count += 1)
    stream.deliver(`<presence type="subscribe" from="stranger${count}@example.test"/>`);
  expect(events("limit-reached")[0]).toEqual({ kind: "limit-reached", what: "requests" });
  const log = await kith.handlers.diagnosis({ after: null });
  const entry = log.ok && log.value?.entries.find(({ event }) => event.kind === "limit-reached");
  expect(entry).toMatchObject({ times: 100 });
});

test("[C6] a disk failure is logged with the kind of file, without the account's key", () => {
  const trouble: DiagnosisEvent[] = [];
  const listener = tellOfDisk({ addNotice: () => undefined }, (event) => trouble.push(event));
  listener.onUnwritable(`roster-${fileKey(account)}.json`, "ENOSPC");
  listener.onSetAside("accounts.json", "accounts.json.damaged-1");
  expect(trouble).toEqual([
    { kind: "disk-trouble", trouble: "unwritable", file: "roster.json", reason: "ENOSPC" },
    { kind: "disk-trouble", trouble: "damaged", file: "accounts.json", reason: "" },
  ]);
});

test("[C1] the end of a stream is noted with who ended it, and then the wait", async () => {
  const stream = await withList();
  stream.fail("conflict");
  expect(events("stream-ended")).toMatchObject([{ code: "conflict", by: "server" }]);
  void kith.handlers.tryNow({ account });
  await expect.poll(() => network.attempts.length).toBe(2);
  expect(noted.at(-1)?.event).toMatchObject({ kind: "connecting", isResuming: false });
});

test("[C5] the server's software is asked for after everything else, and its silence keeps nobody waiting", async () => {
  const stream = await withList();
  const asked = await about(stream, "jabber:iq:version");
  expect(stream.sent.at(-1)).toBe(asked?.iq);
  const deltas = [{ do: "rename" as const, name: "Nightingale" }];
  await kith.handlers.editContact({ account, contact: romeo, deltas });
  expect(await about(stream, "jabber:iq:roster")).toBeDefined();
  await asked?.answer(
    `<iq type="result" id="x"><query xmlns="jabber:iq:version"><name>Prosody\u202e</name><version>0.12</version></query></iq>`,
  );
  expect(events("server-software")).toEqual([{ kind: "server-software", name: "Prosody", version: "0.12" }]);
});
