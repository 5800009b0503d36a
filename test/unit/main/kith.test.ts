import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commandInputs,
} from "../../../app/contract.ts";
import type { Delta } from "../../../app/edit.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { AccountSnapshot, Patch } from "../../../app/patch.ts";
import type { Result } from "../../../app/result.ts";
import { limits } from "../../../app/typed.ts";
import { createKith, type Kith } from "../../../main/kith.ts";
import { account, contact, nurse, romeo } from "../../support/account-model.ts";
import { writeEarlierProfile } from "../../support/earlier-profile.ts";

/* Kith with an account of the last time that is not signed in: everything short of a server. */
const long = "n".repeat(1_000);
const many = Array.from({ length: 40 }, (_, index) => `G${index}`);

let profile: string;
let kith: Kith;
let patches: Patch[];
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  const contacts = [
    contact(romeo, { address: "Romeo@example.net", name: long, groups: [" Old  friends ", long] }),
    contact(nurse, { name: "Nurse", groups: many }),
  ];
  await writeEarlierProfile(profile, contacts);
  await start();
});
afterEach(async () => {
  await kith.close();
  await rm(profile, { recursive: true, force: true });
});

async function start(): Promise<void> {
  kith = await createKith({ profile, version: "1.2.3", languages: ["en"] });
  patches = [];
  kith.onPatch((patch) => patches.push(patch));
}

/** Calls a command as a page does: through its schema. */
function call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Result<CommandOutput<N>>> {
  const handler = kith.handlers[name] as (parsed: unknown) => Promise<Result<CommandOutput<N>>>;
  return handler(commandInputs[name].parse(input));
}

async function state(): Promise<AccountSnapshot> {
  const result = await call("snapshot", {});
  const found = result.ok ? result.value.accounts[0] : undefined;
  if (found === undefined) throw new Error("no account");
  return found;
}

const added = (more: Partial<CommandInput<"addContact">> = {}) =>
  call("addContact", {
    account,
    address: "paris@example.net",
    name: "",
    groups: [],
    message: "",
    ask: true,
    ...more,
  });
const edited = (who: string, ...deltas: Delta[]) => call("editContact", { account, contact: who, deltas });
const joining = (group: string): Delta => ({ do: "join", group });

describe("a snapshot", () => {
  test("[R11] has the cached list before anybody is signed in", async () => {
    expect(await call("snapshot", {})).toMatchObject({ ok: true, value: { version: "1.2.3", notices: [] } });
    expect(await state()).toMatchObject({
      account,
      session: { state: "signed-out" },
      list: { state: "unconfirmed" },
      contacts: [{ bareJid: romeo }, { bareJid: nurse }],
    });
  });

  test("tells of a file that was set aside, until the notice is dismissed", async () => {
    await kith.close();
    await writeFile(join(profile, "accounts.json"), "damaged");
    await start();
    const result = await call("snapshot", {});
    const [notice] = result.ok ? result.value.notices : [];
    expect(notice).toMatchObject({ code: "file-set-aside", values: { file: "accounts.json" } });
    await call("dismissNotice", { notice: notice?.id ?? "" });
    expect(patches.at(-1)?.notices).toEqual([]);
  });

  test("says once that the disk cannot be written, however often it fails", async () => {
    await rm(profile, { recursive: true });
    await writeFile(profile, "a file where the folder was");
    for (const status of ["a", "b", "c"]) await call("setStatus", { account, show: "away", status });
    await kith.close();
    const result = await call("snapshot", {});
    expect(result.ok && result.value.notices).toMatchObject([{ code: "disk-unwritable" }]);
  });
});

describe("adding", () => {
  test.for([
    ["no address", "", "address-invalid"],
    ["a broken address", "paris@@example.net", "address-invalid"],
    ["an address with a resource", "paris@example.net/troy", "address-has-resource"],
    ["our own address", " Juliet@EXAMPLE.test. ", "address-own"],
    ["somebody on the list, in other letters", "ＲＯＭＥＯ@Example.NET", "address-is-contact"],
  ])("[J1] %s is refused with a reason, and nothing is queued", async ([, address = "", code]) => {
    expect(await added({ address })).toMatchObject({ ok: false, failure: { code } });
    expect((await state()).edits).toEqual([]);
  });

  test("[J1] a typed address goes on the wire mapped, its domain in its own letters", async () => {
    expect((await added({ address: "PÂRIS@XN--MNCHEN-3YA.example" })).ok).toBe(true);
    expect((await state()).edits).toMatchObject([
      {
        bareJid: "pâris@xn--mnchen-3ya.example",
        address: "pâris@münchen.example",
        kind: "add",
        state: "waiting",
      },
    ]);
  });

  test("[J5] [J7] what is typed with an apostrophe, or pasted as a link, goes on the wire escaped and bare", async () => {
    expect((await added({ address: "d'artagnan@musketeers.example" })).ok).toBe(true);
    expect(
      (await added({ address: "<xmpp:treville%40gascon.example@musketeers.example?subscribe>" })).ok,
    ).toBe(true);
    expect((await state()).edits.map((edit) => edit.address)).toEqual([
      "d\\27artagnan@musketeers.example",
      "treville\\40gascon.example@musketeers.example",
    ]);
  });

  test("[J6] a name and groups of nothing visible are none", async () => {
    expect(
      (await added({ address: "paris@example.net", name: "\u200b\u2800", groups: ["\u3164", "A"] })).ok,
    ).toBe(true);
    expect((await state()).edits[0]?.deltas).toEqual([{ do: "join", group: "A" }]);
  });

  test.for<[string, Partial<CommandInput<"addContact">>, string]>([
    ["a name too long", { name: "n".repeat(limits.name + 1) }, "name-too-long"],
    ["a group too long", { groups: ["g".repeat(limits.group + 1)] }, "group-too-long"],
    ["too many groups", { groups: many }, "too-many-groups"],
  ])("[R14] %s is refused", async ([, more, code]) => {
    expect(await added(more)).toMatchObject({ ok: false, failure: { code } });
    expect((await state()).edits).toEqual([]);
  });

  test("[R14] name and groups are cleaned as typed", async () => {
    await added({ name: " Paris\n ", groups: [" A ", "", "A", "a"] });
    expect((await state()).edits[0]?.deltas).toEqual([
      { do: "rename", name: "Paris" },
      joining("A"),
      joining("a"),
    ]);
  });

  test("[R3] no name given is no name taken: the addition says nothing about it", async () => {
    await added({ groups: ["A"] });
    expect((await state()).edits[0]?.deltas).toEqual([joining("A")]);
  });

  test("[S3] [J4] adds nobody by itself: until the server says so, it is an edit", async () => {
    await added();
    expect((await state()).contacts).toHaveLength(2);
  });
});

describe("editing", () => {
  test("[R14] a group somebody is in already is the server's word, and is carried unchanged, however odd or long", async () => {
    expect(
      (
        await edited(
          nurse,
          { do: "leave", group: "G0" },
          joining(" Old  friends "),
          { do: "leave", group: "G1" },
          joining(long),
        )
      ).ok,
    ).toBe(true);
    expect((await state()).edits[0]?.deltas).toContainEqual(joining(" Old  friends "));
    expect((await state()).edits[0]?.deltas).toContainEqual(joining(long));
  });

  test("[R14] a new group is cleaned and limited; leaving one is never limited", async () => {
    expect((await edited(romeo, joining("  New  group "))).ok).toBe(true);
    expect((await state()).edits[0]?.deltas).toEqual([joining("New group")]);
    expect(await edited(romeo, joining(`${long}2`))).toMatchObject({
      ok: false,
      failure: { code: "group-too-long" },
    });
    expect((await edited(romeo, { do: "leave", group: long })).ok).toBe(true);
  });

  test("[R14] a name as long as the server's own may stay, a new one may not be so long", async () => {
    expect((await edited(romeo, { do: "rename", name: long }, joining("A"))).ok).toBe(true);
    expect(await edited(romeo, { do: "rename", name: `${long}2` })).toMatchObject({
      ok: false,
      failure: { code: "name-too-long" },
    });
  });

  test("[R14] somebody in more groups than we would allow may change groups, but not gather more", async () => {
    expect(await edited(nurse, joining("One more"))).toMatchObject({
      ok: false,
      failure: { code: "too-many-groups" },
    });
    expect((await edited(nurse, { do: "leave", group: "G0" }, joining("Another"))).ok).toBe(true);
  });

  test("[R3] waits while we are offline, and can be let go", async () => {
    await edited(nurse, { do: "rename", name: "Angelica" });
    const [edit] = (await state()).edits;
    expect(edit).toMatchObject({ bareJid: nurse, state: "waiting" });
    expect((await state()).contacts.find((one) => one.bareJid === nurse)?.name).toBe("Nurse");
    expect(await call("retryEdit", { account, edit: edit?.id ?? "" })).toMatchObject({ ok: false });
    expect((await call("dismissEdit", { account, edit: edit?.id ?? "" })).ok).toBe(true);
    expect((await state()).edits).toEqual([]);
  });

  test("of nobody on the list is refused", async () => {
    for (const who of ["paris@example.net", "Romeo@example.net", "", "__proto__"]) {
      expect(await edited(who, joining("A"))).toMatchObject({
        ok: false,
        failure: { code: "unknown-contact" },
      });
    }
  });
});

test("a sign-in is given up at once, before there is an account that could be named", async () => {
  const attempt = call("signIn", {
    address: "juliet@else.example",
    password: "secret",
    staySignedIn: true,
    server: { host: "127.0.0.1", port: 1, security: "starttls" },
  });
  expect(await call("cancelSignIn", { account: null })).toMatchObject({ ok: true });
  expect(await attempt).toMatchObject({ ok: false, failure: { code: "sign-in-cancelled" } });
  expect((await state()).account).toBe(account);
});

test("a sign-in is given up by a page that has not heard of its account yet", async () => {
  const silent = createServer((socket) => socket.on("error", () => undefined));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const isReached = once(silent, "connection");
  const attempt = call("signIn", {
    address: "juliet@else.example",
    password: "secret",
    staySignedIn: null,
    server: { host: "127.0.0.1", port, security: "starttls" },
  });
  await isReached;
  expect(await call("cancelSignIn", { account: null })).toMatchObject({ ok: true });
  expect(await attempt).toMatchObject({ ok: false, failure: { code: "sign-in-cancelled" } });
  silent.close();
});

describe("what cannot be", () => {
  const calls: { [N in CommandName]?: Omit<CommandInput<N>, "account"> } = {
    trustCertificate: { fingerprint: "AB" },
    signOut: {},
    cancelSignIn: {},
    setStatus: { show: "away", status: "" },
    tryNow: {},
    addContact: { address: "a@b.example", name: "", groups: [], message: "", ask: true },
    editContact: { contact: romeo, deltas: [joining("A")] },
    removeContacts: { batch: null, contacts: [romeo] },
    retryEdit: { edit: "1" },
    dismissEdit: { edit: "1" },
    subscription: { contact: romeo, act: "ask", message: "" },
    answerRequest: { contact: romeo, answer: "accept" },
    dismissTrouble: { contact: romeo },
    dismissStray: { contact: romeo },
  };

  test.for(Object.keys(calls) as (keyof typeof calls)[])(
    "%s for an account that is not there",
    async (name) => {
      const input = { ...calls[name], account: "nobody@example.test" } as unknown as CommandInput<
        typeof name
      >;
      expect(await call(name, input)).toMatchObject({ ok: false, failure: { code: "unknown-account" } });
    },
  );

  test("[S1] what needs a stream, without one", async () => {
    for (const act of ["ask", "withdraw", "stop-seeing", "share", "stop-sharing"] as const) {
      expect(await call("subscription", { account, contact: romeo, act, message: "" })).toMatchObject({
        failure: { code: "not-online" },
      });
    }
    expect(await call("answerRequest", { account, contact: romeo, answer: "accept" })).toMatchObject({
      failure: { code: "not-online" },
    });
  });

  test("trusting a certificate nobody asked about", async () => {
    expect(await call("trustCertificate", { account, fingerprint: "AB:CD" })).toMatchObject({
      failure: { code: "bad-command" },
    });
  });

  test.for(["", "juliet", "example.test", "juliet@example.test/x", "@example.test", "a@@c.example"])(
    "signing in as %j, before any connection is tried",
    async (address) => {
      expect(
        await call("signIn", { address, password: "x", staySignedIn: false, server: null }),
      ).toMatchObject({
        failure: { code: "address-invalid" },
      });
      expect((await state()).session).toEqual({ state: "signed-out" });
    },
  );
});

describe("leaving", () => {
  test("signing out forgets the account, now and at the next start", async () => {
    expect((await call("signOut", { account })).ok).toBe(true);
    expect(patches.at(-1)?.removed).toBe(account);
    await kith.close();
    await start();
    expect(await call("snapshot", {})).toMatchObject({ value: { accounts: [] } });
  });

  test("closing keeps everything for the next start", async () => {
    await call("setStatus", { account, show: "xa", status: " Gone \u0000fishing " });
    await kith.close();
    await start();
    expect(await state()).toMatchObject({
      account: account satisfies BareJid,
      own: { show: "xa", status: "Gone fishing" },
      contacts: [{ bareJid: romeo }, { bareJid: nurse }],
    });
  });
});
