import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BareJid, Jid } from "../../../../app/jid.ts";
import { parseJid } from "../../../../app/jid.ts";
import { initialView } from "../../../../app/view.ts";
import { ok } from "../../../../app/result.ts";
import type { Account } from "../../../../main/accounts/account.ts";
import { Disk } from "../../../../main/disk/disk.ts";
import type { Secrets } from "../../../../main/accounts/secrets.ts";
import { Registry } from "../../../../main/accounts/registry.ts";
import { intentToEdit } from "../../../../main/edits/intents.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { account, contact, nurse, romeo } from "../../../support/account-model.ts";

let folder: string;
let aside: string[];
let unwritable: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-registry-"));
  aside = [];
  unwritable = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A keyring that opens nothing. */
const noSecrets: Secrets = {
  isAvailable: async () => true,
  seal: async () => null,
  open: async () => null,
};

async function open() {
  const publisher = new Publisher();
  const disk = new Disk(folder, {
    onSetAside: (file) => aside.push(file),
    onCopiedAside: (file) => aside.push(`copy of ${file}`),
    onUnreadable: (file) => unwritable.push(`cannot read ${file}`),
    onUnwritable: (file) => unwritable.push(file),
  });
  const registry = new Registry(disk, publisher, { languages: ["en"], secrets: noSecrets });
  await registry.load();
  return { publisher, registry };
}

const settings = {
  address: "Juliet@example.test",
  server: null,
  trust: { fingerprint: "AB:CD", hasOfferedScram: true },
  own: { show: "away" as const, status: "Reading" },
};
const cacheName = /^roster-[0-9a-f]{32}\.json$/;
const writeAccounts = (accounts: unknown) =>
  writeFile(join(folder, "accounts.json"), JSON.stringify({ version: 1, accounts }));

/** Writes a cached list where the registry looks for it: the file name is the one it gives to its own. */
async function writeCache(file: unknown): Promise<void> {
  const key = createHash("sha256").update(account).digest("hex").slice(0, 32);
  expect(`roster-${key}.json`).toMatch(cacheName);
  await writeFile(join(folder, `roster-${key}.json`), JSON.stringify(file));
}

const cached = {
  version: 1,
  account,
  ver: "7",
  contacts: [contact(romeo, { name: "Romeo", groups: ["A"] }), contact(nurse)],
};

function jidOf(text: string): Jid {
  const jid = parseJid(text);
  if (!jid.ok) throw new Error(jid.failure.code);
  return jid.value;
}

describe("what was there the last time", () => {
  test("[R11] restores account, settings and cached list with its version, unconfirmed and signed out", async () => {
    await writeAccounts([settings]);
    await writeCache(cached);
    const { publisher, registry } = await open();
    expect(publisher.snapshot().accounts).toMatchObject([
      {
        account,
        session: { state: "signed-out" },
        list: { state: "unconfirmed" },
        own: { show: "away", status: "Reading" },
        contacts: cached.contacts,
      },
    ]);
    expect(registry.accounts.get(account)?.ver).toBe("7");
    expect(registry.accounts.get(account)?.settings).toEqual(settings);
    expect(registry.accounts.get(account)?.isKept).toBe(true);
    await registry.close();
  });

  test("[R11] a cached list of another account is not taken for this one's", async () => {
    await writeAccounts([settings]);
    await writeCache({ ...cached, account: "mallory@example.test" });
    const { publisher, registry } = await open();
    expect(publisher.snapshot().accounts[0]?.contacts).toEqual([]);
    expect(registry.accounts.get(account)?.ver).toBeUndefined();
  });

  test("[R11] a cached contact under somebody else's key is left out, and the version with it", async () => {
    await writeAccounts([settings]);
    await writeCache({
      ...cached,
      contacts: [{ ...contact(romeo), address: "mallory@evil.example" }, contact(nurse)],
    });
    const { publisher, registry } = await open();
    expect(publisher.snapshot().accounts[0]?.contacts.map((one) => one.bareJid)).toEqual([nurse]);
    expect(registry.accounts.get(account)?.ver).toBeUndefined();
  });

  test("a damaged cache is set aside, and the account is there without it", async () => {
    await writeAccounts([settings]);
    await writeCache("damaged");
    const { publisher } = await open();
    expect(publisher.snapshot().accounts).toMatchObject([{ account, contacts: [] }]);
    expect(aside).toEqual([expect.stringMatching(cacheName)]);
  });

  test("a damaged file of accounts is set aside, and Kith starts without any", async () => {
    await writeFile(join(folder, "accounts.json"), "{");
    const { registry } = await open();
    expect(registry.accounts.size).toBe(0);
    expect(aside).toEqual(["accounts.json"]);
  });

  test.for([
    ["is no account", { address: 1 }],
    ["lacks what it needs", { address: "nurse@example.test" }],
    ["is null", null],
    ["has no address", { ...settings, address: "nurse" }],
  ])(
    "[Y3] an account that %s does not take the others with it, and is kept in a copy",
    async ([, broken]) => {
      const other = { ...settings, address: "nurse@example.test" };
      await writeAccounts([settings, broken, other]);
      const before = await readFile(join(folder, "accounts.json"), "utf8");
      const { registry } = await open();
      expect([...registry.accounts.keys()]).toEqual([account, nurse]);
      expect(aside).toEqual(["copy of accounts.json"]);
      await registry.close();
      const [name = ""] = (await readdir(folder)).filter((one) => one.startsWith("accounts.json.damaged-"));
      expect(await readFile(join(folder, name), "utf8")).toBe(before);
      aside = [];
      expect((await open()).registry.accounts.size).toBe(2);
      expect(aside).toEqual([]);
    },
  );

  test.for(["roster", "view", "strays", "edits", "password"])(
    "[Y3] another account's %s file is set aside, and not written over",
    async (kind) => {
      const content = JSON.stringify({
        ...{ version: 1, account: nurse, ver: "7", contacts: [], view: initialView, messages: [] },
        sealed: "c2VhbGVk",
      });
      await writeAccounts([settings]);
      const key = createHash("sha256").update(account).digest("hex").slice(0, 32);
      const name = `${kind}-${key}.json${kind === "edits" ? "l" : ""}`;
      await writeFile(join(folder, name), content);
      const { registry } = await open();
      await registry.signInThoseWhoStay();
      expect(aside).toEqual([name]);
      const [copy = ""] = (await readdir(folder)).filter((one) => one.startsWith(`${name}.damaged-`));
      expect(await readFile(join(folder, copy), "utf8")).toBe(content);
      await registry.close();
    },
  );

  test("an account that is there twice, or is no address, is there once or not at all", async () => {
    const others = ["juliet@EXAMPLE.test", "example.test", "juliet@example.test/x", "", "@"];
    await writeAccounts([settings, ...others.map((address) => ({ ...settings, address }))]);
    const { registry } = await open();
    expect([...registry.accounts.keys()]).toEqual([account]);
    expect(registry.accounts.get(account)?.settings.own.status).toBe("Reading");
  });
});

describe("what is written", () => {
  test("an account that has never been online leaves nothing behind", async () => {
    const { registry } = await open();
    const one = await registry.open(jidOf("juliet@example.test"));
    await one.setStatus("away", "Reading");
    await registry.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test("the same address is the same account", async () => {
    const { registry } = await open();
    const one = await registry.open(jidOf("juliet@example.test"));
    expect(await registry.open(jidOf("Juliet@EXAMPLE.test."))).toBe(one);
  });

  test("the same address twice at once is one account", async () => {
    const { registry, publisher } = await open();
    const both = await Promise.all([1, 2].map(() => registry.open(jidOf("juliet@example.test"))));
    expect(both[0]).toBe(both[1]);
    expect(publisher.snapshot().accounts).toHaveLength(1);
  });

  test("[E1] an account that comes back while it is still being forgotten has none of its edits, and keeps the next ones", async () => {
    const { registry } = await open();
    const jid = jidOf("juliet@example.test");
    const rename = async (one: Account, name: string) => {
      one.model.putContact(contact(romeo));
      await one.edits.take(() => ok(intentToEdit(one.model, [romeo], [{ do: "rename", name }], null)));
    };
    const one = await registry.open(jid);
    await rename(one, "Forgotten");
    const forgetting = registry.forget(one);
    const again = await registry.open(jid);
    expect(again.model.edits.size).toBe(0);
    await rename(again, "Kept");
    await forgetting;
    await registry.close();
    const { edits } = (await (await open()).registry.open(jid)).model;
    expect([...edits.values()]).toMatchObject([{ deltas: [{ do: "rename", name: "Kept" }] }]);
  });

  test("settings of a known account, with the newest state last however fast they change", async () => {
    await writeAccounts([settings]);
    const { registry } = await open();
    const one = registry.accounts.get(account);
    for (let index = 0; index < 20; index += 1) void one?.setStatus("dnd", `status ${index}`);
    await registry.close();
    const text = await readFile(join(folder, "accounts.json"), "utf8");
    const own = { show: "dnd", status: "status 19" };
    expect(JSON.parse(text)).toEqual({ version: 1, accounts: [{ ...settings, own }] });
    expect(text).not.toContain("assword");
  });

  test("forgetting an account takes its cached list along", async () => {
    await writeAccounts([settings]);
    await writeCache(cached);
    const { registry, publisher } = await open();
    const one = registry.accounts.get(account);
    if (one === undefined) throw new Error("restored");
    await registry.forget(one);
    expect(await readdir(folder)).toEqual(["accounts.json"]);
    expect(publisher.snapshot().accounts).toEqual([]);
    expect((await open()).registry.accounts.size).toBe(0);
  });

  test("two accounts whose names differ little have files of their own", async () => {
    await writeAccounts([settings, { ...settings, address: "juliet@example.test.example" }]);
    await writeCache(cached);
    const { registry } = await open();
    expect(registry.accounts.get("juliet@example.test.example" as BareJid)?.model.contacts.size).toBe(0);
    expect(registry.accounts.get(account)?.model.contacts.size).toBe(2);
  });

  test("a folder that cannot be written is reported, and nothing throws", async () => {
    const { registry } = await open();
    await rm(folder, { recursive: true });
    await writeFile(folder, "a file where the folder was");
    const one = await registry.open(jidOf("juliet@example.test"));
    await registry.forget(one);
    await registry.close();
    expect(unwritable).toContain("accounts.json");
  });
});
