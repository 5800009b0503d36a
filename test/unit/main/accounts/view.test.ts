import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseJid } from "../../../../app/jid.ts";
import { initialView, type View } from "../../../../app/view.ts";
import { Disk } from "../../../../main/accounts/disk.ts";
import { Registry } from "../../../../main/accounts/registry.ts";
import { Publisher } from "../../../../main/roster/publisher.ts";
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

test("[F1] what is chosen is published, and is there after a restart", async () => {
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

test("a damaged view is set aside, and the list is looked at as at first", async () => {
  const { registry, one } = await online();
  await registry.setView(one, chosen);
  await registry.close();
  const [file = ""] = await viewFiles();
  await writeFile(join(folder, file), '{"version":1,"view":{"folded":7}}');
  const later = start();
  await later.registry.load();
  expect(later.publisher.snapshot().accounts[0]?.view).toEqual(initialView);
  expect(later.asides).toEqual([file]);
});
