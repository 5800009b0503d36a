import { deepEqual, equal, ok } from "node:assert/strict";
import { lstat, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Snapshot } from "../../app/patch.ts";
import { Disk } from "../../main/disk/disk.ts";
import { fileKey } from "../../main/accounts/file-key.ts";
import type { Secrets } from "../../main/accounts/secrets.ts";
import { placeFileSchema } from "../../main/desktop/window-place.ts";
import { createKith, type Kith } from "../../main/kith.ts";
import { account, contact, nurse, romeo } from "../support/account-model.ts";
import { whileRefusing } from "../support/refusing-system.ts";
import { scriptedConnect } from "../support/scripted-connect.ts";
import type { Damage } from "./damages.ts";

const paris = "paris@example.net" as BareJid;
const other = "mercutio@example.test" as BareJid;

/** A profile as Kith writes it: two accounts with all their files and pending edits. */
export interface Profile {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly pending: ReadonlyMap<BareJid, readonly Edit[]>;
}

/** The files that can be damaged, by the names of the kinds. */
export const targets = [
  "accounts.json",
  "preferences.json",
  "window.json",
  ...[account, other].flatMap((one) =>
    ["roster", "view", "strays", "password"].map((kind) => `${kind}-${fileKey(one)}.json`),
  ),
  // As often as all others together, because the edits are here.
  ...[account, other].flatMap((one) => Array.from({ length: 5 }, () => `edits-${fileKey(one)}.jsonl`)),
];

const noSecrets: Secrets = {
  isAvailable: async () => true,
  seal: async () => null,
  open: async () => null,
};

/** Makes the profile with Kith. */
export async function makeProfile(): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "kith-whole-"));
  const write = (file: string, content: object) =>
    writeFile(join(folder, file), JSON.stringify({ version: 1, ...content }));
  const accounts = [account, other].map((address) => ({
    ...{ address, server: null, trust: { fingerprint: null, hasOfferedScram: true } },
    own: { show: "available", status: "" },
  }));
  await write("accounts.json", { accounts });
  await write("window.json", { x: 1, y: 2, width: 360, height: 720, isMaximized: false });
  for (const one of [account, other]) {
    const contacts = [romeo, nurse, paris].map((who) => contact(who, { name: who, groups: ["Friends"] }));
    await write(`roster-${fileKey(one)}.json`, { account: one, ver: "7", contacts });
    const messages = [{ bareJid: romeo, address: romeo, body: "Wherefore", at: 1 }];
    await write(`strays-${fileKey(one)}.json`, { account: one, messages });
    await write(`password-${fileKey(one)}.json`, { account: one, sealed: "c2VhbGVk" });
  }
  const kith = await open(folder);
  await kith.handlers.setLanguage({ language: "de" });
  await kith.handlers.setLanguage({ language: "en" });
  for (const one of [account, other]) {
    await kith.handlers.setView({ account: one, change: { folded: ["group:Friends"] } });
    for (const who of [romeo, nurse, paris])
      await kith.handlers.editContact({
        account: one,
        contact: who,
        deltas: [{ do: "rename", name: `New ${who}` }],
      });
    await kith.handlers.renameGroup({ account: one, group: "Friends", to: "Verona" });
  }
  const { accounts: states } = await snapshot(kith);
  await kith.close();
  const profile = {
    files: await contents(folder),
    pending: new Map(states.map(({ account: one, edits }) => [one, edits])),
  };
  await rm(folder, { recursive: true });
  return profile;
}

/** The result of one case; an edit is `shown`, `kept` in a file that is reported or untouched, or `cut` if no trace is left. */
export interface Outcome {
  readonly shown: number;
  readonly kept: number;
  /** A journal that ends with a whole line looks as if it had never been longer. */
  readonly cut: number;
}

/** Starts Kith on a profile with a damaged file, twice, and checks all that rules Y1 to Y4 promise. Throws where one is broken. */
export async function tryDamage(
  { files, pending }: Profile,
  target: string,
  damage: Damage,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "kith-damaged-"));
  const elsewhere = `${folder}.elsewhere`;
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  process.on("unhandledRejection", onBug);
  try {
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    const whole = files.get(target) ?? Buffer.alloc(0);
    const path = join(folder, target);
    if (damage.bytes !== undefined) {
      const others = [...files].filter(([name]) => name !== target).map(([, bytes]) => bytes);
      await writeFile(path, damage.bytes(whole, others));
    } else if (damage.place !== undefined) {
      await writeFile(elsewhere, whole);
      await rm(path);
      await damage.place(path, elsewhere);
    }
    const damaged = damage.place === undefined ? await readFile(path) : null;
    const kindOf = async () => (await lstat(path)).mode;
    const mode = await kindOf();
    const refusing = <T>(run: () => Promise<T>): Promise<T> =>
      damage.refusal === undefined
        ? run()
        : whileRefusing({ call: "open", path: new RegExp(`${target}$`), code: damage.refusal }, run);

    const told: string[] = [];
    const kith = await refusing(() => open(folder, told));
    const state = await snapshot(kith);
    for (const { values } of state.notices) if ("file" in values) told.push(values.file);
    const now = await contents(folder);
    const copies = [...now].filter(([name]) => name.includes(".damaged-"));

    // Nothing healthy is touched.
    for (const [name, bytes] of files) {
      if (name === target) continue;
      deepEqual(now.get(name), bytes, `${name} was touched`);
      ok(!copies.some(([copy]) => copy.startsWith(name)), `${name} was set aside`);
    }
    const isHealthy = damage.refusal !== undefined || damaged?.equals(whole) === true;
    if (isHealthy) deepEqual(copies, [], "healthy, and set aside");
    // The damaged file still exists, in its place or as a reported copy.
    const isInPlace =
      damaged === null ? (await kindOf()) === mode : now.get(target)?.equals(damaged) === true;
    const isCopied = damaged !== null && copies.some(([, bytes]) => bytes.equals(damaged));
    ok(isInPlace || isCopied, `${target} is gone`);
    if (isCopied || damage.place !== undefined || damage.refusal !== undefined)
      ok(told.includes(target), `${target} is not told of`);
    if (damage.place !== undefined && damage.name === "a link")
      deepEqual(await readFile(elsewhere), whole, "what a link leads to was touched");

    const outcome = { shown: 0, kept: 0, cut: 0 };
    for (const [one, edits] of pending) {
      const shown = state.accounts.find((known) => known.account === one)?.edits;
      const journal = `edits-${fileKey(one)}.jsonl`;
      for (const edit of shown ?? [])
        ok(
          edits.some((known) => isEqual(known, edit)),
          "an edit was changed",
        );
      for (const edit of edits) {
        if (shown?.some((known) => isEqual(known, edit)) === true) outcome.shown += 1;
        // The account is not there, and signing in to it brings them back.
        else if (shown === undefined && journal !== target) outcome.kept += 1;
        else if (journal === target && told.includes(target)) outcome.kept += 1;
        else if (journal === target && damaged !== null && isCutBetweenLines(whole, damaged))
          outcome.cut += 1;
        else throw new Error(`an edit of ${one} is lost`);
      }
    }

    // Kith still works.
    for (const { account: one, contacts } of state.accounts) {
      const [first] = contacts;
      if (first === undefined) continue;
      const deltas = [{ do: "join" as const, group: "Later" }];
      const taken = await kith.handlers.editContact({ account: one, contact: first.bareJid, deltas });
      const isRefused =
        target === `edits-${fileKey(one)}.jsonl` && (damage.refusal ?? damage.place) !== undefined;
      equal(taken.ok, !isRefused, "an edit");
    }
    await kith.close();
    if (damaged === null) equal(await kindOf(), mode, "what is no file was replaced");
    if (damage.refusal !== undefined) deepEqual(await readFile(path), whole, "a healthy file was replaced");
    const again = await open(folder);
    const { notices, accounts } = await snapshot(again);
    await again.close();
    if (damage.place === undefined) deepEqual(notices, [], "the next start has something to tell");
    for (const { account: one, edits } of state.accounts) {
      const later = accounts.find((known) => known.account === one)?.edits ?? [];
      for (const edit of edits)
        ok(
          later.some((known) => known.id === edit.id),
          `an edit of ${one} is lost at the next start`,
        );
    }
    deepEqual(bugs, [], "a bug");
    const litter = (await readdir(folder)).filter((name) => name.endsWith(".new"));
    deepEqual(litter, [], "litter");
    return outcome;
  } finally {
    process.off("unhandledRejection", onBug);
    await rm(folder, { recursive: true, force: true });
    await rm(elsewhere, { recursive: true, force: true });
  }
}

/** Kith and, as its window does, what it remembers of its place. `told` gets the files the window's log speaks of. */
async function open(profile: string, told: string[] = []): Promise<Kith> {
  const kith = await createKith({
    ...{ profile, version: "1", languages: ["en"], secrets: noSecrets },
    connect: scriptedConnect().connect,
  });
  const tell = (file: string) => void told.push(file);
  const listener = { onSetAside: tell, onCopiedAside: tell, onUnreadable: tell, onUnwritable: tell };
  await new Disk(profile, listener).jsonFile("window.json", placeFileSchema).read();
  return kith;
}

async function snapshot(kith: Kith): Promise<Snapshot> {
  const result = await kith.handlers.snapshot({});
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** The regular files of a folder; a huge one as if it were empty. */
async function contents(folder: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const name of await readdir(folder)) {
    // Kith writes these whenever it cannot connect, which it tries all the time here.
    if (name.startsWith("failure-")) continue;
    const stat = await lstat(join(folder, name));
    if (stat.isFile())
      found.set(basename(name), stat.size > 2 ** 30 ? Buffer.alloc(0) : await readFile(join(folder, name)));
  }
  return found;
}

function isCutBetweenLines(whole: Buffer, damaged: Buffer): boolean {
  return damaged.length > 0 && damaged.at(-1) === 10 && whole.subarray(0, damaged.length).equals(damaged);
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
