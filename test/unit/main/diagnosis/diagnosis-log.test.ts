import { expect, test } from "vitest";
import { maxEntries } from "../../../../app/diagnosis/diagnosis.ts";
import type { DiagnosisEvent } from "../../../../app/diagnosis/event.ts";
import type { BareJid } from "../../../../app/jid.ts";
import { DiagnosisLog } from "../../../../main/diagnosis/diagnosis-log.ts";
import { account } from "../../../support/account-model.ts";

const programs = { kith: "1.2.3", shell: "browser", system: "Linux", runtime: "Node" } as const;
const other = "mercutio@example.test" as BareJid;

function makeLog() {
  const told: number[] = [];
  const log = new DiagnosisLog(programs, ({ times }) => told.push(times));
  const events = () => log.since(null)?.entries.map(({ event, times }) => ({ ...event, times })) ?? [];
  return { log, told, events };
}

const wait = (seconds: number): DiagnosisEvent => ({ kind: "retry-planned", seconds, attempt: 1 });

test("[C3] what a hostile server wrote is cut, and loses what no code or name has", () => {
  const { log, events } = makeLog();
  log.note(account, {
    kind: "mechanism-refused",
    mechanism: `SCRAM\u202e\n[${"X".repeat(200)}`,
    binding: null,
    condition: "not authorized <script>",
  });
  log.note(account, { kind: "server-software", name: " a\nb\u0007\u202e ", version: "9".repeat(5_000) });
  log.note(account, { kind: "redirected", host: `h\u200b \u0000${"h".repeat(999)}`, port: 5222 });
  log.note(account, { kind: "mechanisms-offered", mechanisms: Array(5_000).fill("A\u0000B") });
  const [refused, software, redirected, offered] = events();
  expect(refused).toMatchObject({ mechanism: `SCRAM${"X".repeat(55)}`, condition: "notauthorizedscript" });
  expect(software).toMatchObject({ name: "a b", version: "9".repeat(80) });
  expect(redirected).toMatchObject({ host: "h".repeat(255) });
  expect(offered).toMatchObject({ mechanisms: Array(20).fill("AB") });
});

test("[C2] what no schema names is not kept", () => {
  const { log, events } = makeLog();
  const secret = { kind: "resumed", password: "secret" };
  expect(log.note(account, secret as DiagnosisEvent)).toBeUndefined();
  expect(events()).toEqual([]);
});

test("[C3] the latest entries are kept, and their number never rises", () => {
  const { log, events } = makeLog();
  for (let seconds = 0; seconds < maxEntries + 100; seconds += 1) log.note(account, wait(seconds));
  expect(events()).toHaveLength(maxEntries);
  expect(events()[0]).toMatchObject({ seconds: 100 });
  expect(events().at(-1)).toMatchObject({ seconds: maxEntries + 99 });
});

test("[C3] what repeats is one entry, told of at its first, tenth and hundredth time", () => {
  const { log, told, events } = makeLog();
  log.note(other, wait(1));
  for (let round = 0; round < 150; round += 1) {
    log.note(account, { kind: "push-refused", reason: "sender" });
    log.note(other, wait(1));
  }
  expect(events()).toHaveLength(2);
  expect(events()).toContainEqual({ kind: "push-refused", reason: "sender", times: 150 });
  expect(told.filter((times) => times === 1)).toHaveLength(2);
  expect(told.filter((times) => times === 100)).toHaveLength(2);
});

test("[C3] a flood that takes turns with something else cannot drive out the rest", () => {
  const { log, events } = makeLog();
  log.note(account, { kind: "connecting", domain: "example.test", isResuming: false });
  for (let round = 0; round < maxEntries * 2; round += 1) {
    log.note(account, { kind: "push-refused", reason: "sender" });
    log.note(account, { kind: "limit-reached", what: "requests" });
  }
  expect(events()).toHaveLength(3);
  expect(events()[0]).toMatchObject({ kind: "connecting" });
});

test("whoever knows the revision hears only of what is new", () => {
  const { log } = makeLog();
  const before = log.since(null)?.revision ?? null;
  expect(log.since(before)).toBeNull();
  log.note(account, wait(1));
  const after = log.since(before);
  expect(after?.entries).toHaveLength(1);
  expect(log.since(after?.revision ?? null)).toBeNull();
});

test("the facts of a connection follow what happens to it, and a new attempt starts without them", () => {
  const { log } = makeLog();
  const facts = () => log.since(null)?.connections[0];
  log.note(account, { kind: "trying", host: "xmpp.example.test", port: 5222, security: "starttls" });
  log.note(account, { kind: "encrypted", protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" });
  log.note(account, { kind: "signed-in", mechanism: "SCRAM-SHA-256", binding: null });
  log.note(account, { kind: "bound", isResumable: true });
  log.note(account, { kind: "server-software", name: "Prosody", version: "0.12.4" });
  expect(facts()).toEqual({
    account,
    host: "xmpp.example.test",
    port: 5222,
    security: "starttls",
    tls: "TLSv1.3",
    mechanism: "SCRAM-SHA-256",
    binding: null,
    isResumable: true,
    software: "Prosody 0.12.4",
  });
  log.note(account, { kind: "trying", host: "other.example.test", port: 5223, security: "direct-tls" });
  expect(facts()).toMatchObject({ host: "other.example.test", tls: null, mechanism: null });
  log.forget(account);
  expect(log.since(null)).toMatchObject({ connections: [], entries: [] });
});
