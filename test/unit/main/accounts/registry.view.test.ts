import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseJid } from "../../../../app/jid.ts";
import { initialView, type View } from "../../../../app/view.ts";
import { Disk } from "../../../../main/disk/disk.ts";
import { Registry } from "../../../../main/accounts/registry.ts";
import { Publisher } from "../../../../main/publish/publisher.ts";
import { account } from "../../../support/account-model.ts";
import { FakeStream, settled } from "../../../support/fake-stream.ts";
import { scriptedConnect } from "../../../support/scripted-connect.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kith-view-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const chosen: View = { ...initialView, folded: ["group:Friends"], people: "around", sort: "status" };

function start() {
  const asides: string[] = [];
  const disk = new Disk(folder, {
    onSetAside: (file) => asides.push(file),
    onCopiedAside: (file) => asides.push(file),
    onUnreadable: (file) => asides.push(file),
    onUnwritable: (file) => asides.push(file),
  });
  const network = scriptedConnect();
  const publisher = new Publisher();
  return {
    asides,
    publisher,
    network,
    registry: new Registry(disk, publisher, { languages: ["en"], connect: network.connect }),
  };
}

/** An account that has been online, so that it is in the profile. */
async function online() {
  const { registry, network, publisher } = start();
  const jid = parseJid(account);
  if (!jid.ok) throw new Error(jid.failure.code);
  const one = await registry.open(jid.value);
  void one.signIn("secret", null);
  await settled();
  await network.attempts[0]?.succeed(new FakeStream());
  return { registry, one, publisher };
}

const viewFiles = async () => (await readdir(folder)).filter((file) => file.startsWith("view-"));

test("[F1] a choice is published, and is there after a restart", async () => {
  const { registry, one, publisher } = await online();
  await registry.setView(one, chosen);
  expect(publisher.snapshot().accounts[0]?.view).toEqual(chosen);
  await registry.close();
  const later = start();
  await later.registry.load();
  expect(later.publisher.snapshot().accounts[0]?.view).toEqual(chosen);
});

test("[F1] of many choices at once the last one stays", async () => {
  const { registry, one } = await online();
  for (let count = 0; count < 50; count += 1)
    void registry.setView(one, { ...initialView, folded: [`group:${count}`] });
  await registry.close();
  const later = start();
  await later.registry.load();
  expect(later.publisher.snapshot().accounts[0]?.view.folded).toEqual(["group:49"]);
});

test("[F1] signing out forgets it, also what was chosen in the same moment", async () => {
  const { registry, one } = await online();
  await registry.setView(one, chosen);
  expect(await viewFiles()).toHaveLength(1);
  const forgetting = registry.forget(one);
  void registry.setView(one, initialView);
  await forgetting;
  await registry.close();
  expect(await viewFiles()).toEqual([]);
});

const fileOf = (view: unknown, more: object = {}) => JSON.stringify({ version: 1, account, view, ...more });
const tooMany = Array.from({ length: 5_001 }, (_, index) => `group:${index}`);

test.each([
  ["nothing at all", ""],
  ["no text", Buffer.from([0xff, 0x00, 0xfe, 0x80])],
  ["cut off", fileOf(chosen).slice(0, -9)],
  ["null", "null"],
  ["a list", "[]"],
  ["a million lists in each other", "[".repeat(1_000_000)],
  ["no view", fileOf(null)],
  ["a view of a later Kith", fileOf(chosen, { version: 2 })],
  ["something missing", fileOf({ ...chosen, sort: undefined })],
  ["something more", fileOf({ ...chosen, colour: "red" })],
  ["a number for a list", fileOf({ ...chosen, folded: 7 })],
  ["numbers in a list", fileOf({ ...chosen, handOrder: [7] })],
  ["an unknown choice", fileOf({ ...chosen, density: "airy" })],
  ["more groups than can be", fileOf({ ...chosen, keptGroups: tooMany })],
  ["a name of a megabyte", fileOf({ ...chosen, keptGroups: ["x".repeat(1_000_000)] })],
])("[F1] a view file that contains %s is set aside, and the next choice is saved", async (_, content) => {
  const { registry, one } = await online();
  await registry.setView(one, chosen);
  await registry.close();
  const [file = ""] = await viewFiles();
  await writeFile(join(folder, file), content);
  const later = start();
  await later.registry.load();
  expect(later.publisher.snapshot().accounts[0]?.view).toEqual(initialView);
  expect(later.asides).toEqual([file]);
  const again = later.registry.accounts.get(account);
  if (again === undefined) throw new Error("no account");
  await later.registry.setView(again, chosen);
  const last = start();
  await last.registry.load();
  expect(last.publisher.snapshot().accounts[0]?.view).toEqual(chosen);
});

test("[F1] a view file of three gigabytes is set aside unread", async () => {
  const { registry, one } = await online();
  await registry.setView(one, chosen);
  await registry.close();
  const [file = ""] = await viewFiles();
  // Sparse: it takes no room on disk.
  await truncate(join(folder, file), 3 * 1024 ** 3);
  const later = start();
  await later.registry.load();
  expect(later.publisher.snapshot().accounts[0]?.view).toEqual(initialView);
  expect(later.asides).toEqual([file]);
});

test("[F1] another account's view file is not used", async () => {
  const { registry, one } = await online();
  await registry.setView(one, chosen);
  await registry.close();
  const [file = ""] = await viewFiles();
  await writeFile(join(folder, file), fileOf(chosen, { account: "paris@example.test" }));
  const later = start();
  await later.registry.load();
  expect(later.publisher.snapshot().accounts[0]?.view).toEqual(initialView);
});
