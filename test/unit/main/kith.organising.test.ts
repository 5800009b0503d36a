import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  commandInputs,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  maxCallBytes,
} from "../../../app/contract.ts";
import type { AccountSnapshot } from "../../../app/patch.ts";
import { initialView } from "../../../app/view.ts";
import type { Result } from "../../../app/result.ts";
import { createKith, type Kith } from "../../../main/kith.ts";
import { account, contact, nurse, romeo } from "../../support/account-model.ts";
import { writeEarlierProfile } from "../../support/earlier-profile.ts";

/* The commands that organise, on an account that is not signed in: all is taken, kept, and brought back. */

let profile: string;
let kith: Kith;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "kith-profile-"));
  const contacts = [
    contact(romeo, { name: "Romeo", groups: ["Friends"] }),
    contact(nurse, { name: "Nurse", groups: ["Friends", "Family"] }),
  ];
  // Offline, the delimiter is the one of the earlier run.
  await writeEarlierProfile(profile, contacts, { delimiter: "::" });
  kith = await createKith({ profile, version: "1", languages: ["en"] });
});
afterEach(async () => {
  await kith.close();
  await rm(profile, { recursive: true, force: true });
});

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

async function restart(): Promise<void> {
  await kith.close();
  kith = await createKith({ profile, version: "1", languages: ["en"] });
}

const deltasOf = ({ edits }: AccountSnapshot) => edits.map(({ bareJid, deltas }) => [bareJid, deltas]);

test("[E1] what was taken offline is there after a restart, batch and undo included", async () => {
  expect(
    await call("moveContacts", {
      account,
      batch: "m",
      moves: [{ contact: nurse, from: "Friends" }],
      to: "Verona",
    }),
  ).toEqual({
    ok: true,
    value: { batch: "m" },
  });
  await call("askContacts", { account, batch: null, contacts: [romeo], message: " It is I " });
  await call("renameGroup", { account, group: "Friends", to: "Amici" });
  const before = await state();
  expect(deltasOf(before)).toEqual([
    [
      nurse,
      [
        { do: "leave", group: "Friends" },
        { do: "join", group: "Verona" },
      ],
    ],
    [romeo, []],
    [
      romeo,
      [
        { do: "leave", group: "Friends" },
        { do: "join", group: "Amici" },
      ],
    ],
  ]);
  expect(before.edits[1]).toMatchObject({ kind: "ask", message: "It is I" });
  await restart();
  const { edits, batches, undoable } = await state();
  expect({ edits, batches, undoable }).toEqual({
    edits: before.edits,
    batches: before.batches,
    undoable: before.undoable,
  });
  expect(undoable).toMatchObject({ change: { kind: "rename-group", group: "Friends", to: "Amici" } });
});

test("[F11] a group that is renamed stays folded, in its place and kept, also offline, and so does it when that is undone", async () => {
  const refs = (...names: string[]) => names.map((name) => `group:${name}`);
  const view = {
    ...initialView,
    groupOrder: "hand" as const,
    folded: refs("Amici", "Friends"),
    handOrder: refs("Amici", "Zoo", "Friends", "Family"),
    keptGroups: ["Friends", "Later"],
  };
  await call("setView", { account, change: view });
  await call("renameGroup", { account, group: "Friends", to: "  Amici " });
  const looked = {
    ...view,
    folded: refs("Amici", "Friends"),
    handOrder: refs("Zoo", "Amici", "Friends", "Family"),
    keptGroups: ["Later", "Amici"],
  };
  expect((await state()).view).toEqual(looked);
  await restart();
  expect((await state()).view).toEqual(looked);
  await call("setView", { account, change: { ...looked, folded: [] } });
  await call("undo", { account, batch: null });
  const back = {
    folded: [],
    handOrder: refs("Zoo", "Friends", "Amici", "Family"),
    keptGroups: ["Later", "Friends"],
  };
  expect((await state()).view).toMatchObject(back);
  await call("redo", { account });
  expect((await state()).view).toMatchObject({ handOrder: looked.handOrder, keptGroups: looked.keptGroups });
  await call("undo", { account, batch: null });
  expect((await state()).view).toMatchObject(back);
});

test("[F11] what is nested in a renamed group stays folded, in its place and kept, and so when that is undone", async () => {
  const refs = (...names: string[]) => names.map((name) => `group:${name}`);
  const view = {
    ...initialView,
    folded: refs("Friends::Old", "Friendship::Old"),
    handOrder: refs("Friends::Old", "Friends::New", "Family"),
    keptGroups: ["Friends::New", "Friendship::Old"],
  };
  await call("setView", { account, change: view });
  await call("renameGroup", { account, group: "Friends", to: "Amici" });
  expect((await state()).view).toMatchObject({
    folded: refs("Amici::Old", "Friends::Old", "Friendship::Old"),
    handOrder: refs("Amici::Old", "Friends::Old", "Amici::New", "Friends::New", "Family"),
    keptGroups: ["Friendship::Old", "Amici::New"],
  });
  await call("undo", { account, batch: null });
  expect((await state()).view).toMatchObject({
    folded: refs("Friends::Old", "Amici::Old", "Friendship::Old"),
    keptGroups: ["Friendship::Old", "Friends::New"],
  });
  await call("deleteGroup", { account, group: "Friends" });
  expect((await state()).view.keptGroups).toEqual(["Friendship::Old"]);
});

test("[F1] two pages that choose at once do not revert each other's choices, also after a restart", async () => {
  await Promise.all([
    call("setView", { account, change: { sort: "status" } }),
    call("setView", { account, change: { density: "compact", folded: ["group:Friends"] } }),
    call("renameGroup", { account, group: "Friends", to: "Amici" }),
    call("setView", { account, change: { people: "around" } }),
  ]);
  const wanted = { sort: "status", density: "compact", people: "around" };
  expect((await state()).view).toMatchObject({ ...wanted, folded: ["group:Amici", "group:Friends"] });
  await restart();
  expect((await state()).view).toMatchObject({ ...wanted, folded: ["group:Amici", "group:Friends"] });
});

test("[F11] an empty group whose new name would be too long does not break the view", async () => {
  const deep = `Friends::${"x".repeat(240)}`;
  await call("setView", { account, change: { sort: "status", keptGroups: [deep, "Later"] } });
  expect(
    await call("renameGroup", { account, group: "Friends", to: "The friends of all of us" }),
  ).toMatchObject({ ok: true });
  const looked = { sort: "status", keptGroups: ["Later"] };
  expect((await state()).view).toMatchObject(looked);
  await restart();
  expect((await state()).view).toMatchObject(looked);
});

test("[F11] a group that is merged or deleted is not kept as an empty one; one that cannot be renamed is left alone", async () => {
  const view = { ...initialView, folded: ["group:Friends"], keptGroups: ["Friends", "Family", "Later"] };
  await call("setView", { account, change: view });
  expect(await call("renameGroup", { account, group: "Friends", to: "Family" })).toMatchObject({ ok: false });
  expect((await state()).view).toEqual(view);
  await call("mergeGroup", { account, group: "Friends", into: "Family" });
  expect((await state()).view).toEqual({ ...view, keptGroups: ["Family", "Later"] });
  await call("deleteGroup", { account, group: "Family" });
  expect((await state()).view.keptGroups).toEqual(["Later"]);
});

test("[E4] a batch may come in several calls, for one has room for so many", async () => {
  const deltas = [{ do: "join", group: "New" } as const];
  await call("editContacts", { account, batch: "b", contacts: [romeo], deltas });
  await call("editContacts", { account, batch: "b", contacts: [nurse], deltas });
  expect((await state()).batches).toMatchObject([{ id: "b", count: 2, state: "running" }]);
  expect((await state()).undoable).toMatchObject({ batch: "b", count: 2, contact: null });
  await call("undo", { account, batch: "b" });
  expect((await state()).edits).toEqual([]);
  const many = Array.from({ length: 5_000 }, () => "somebody.with.a.long.name@example.net");
  expect(JSON.stringify({ account, batch: "b", contacts: many, deltas }).length).toBeLessThan(maxCallBytes);
});

test("[E4] whoever is named twice in a call is one", async () => {
  const contacts = [romeo, romeo];
  await call("editContacts", { account, batch: "b", contacts, deltas: [{ do: "join", group: "New" }] });
  await call("removeContacts", { account, batch: "c", contacts });
  await call("askContacts", { account, batch: "d", contacts, message: "" });
  const { edits, batches } = await state();
  expect(edits).toHaveLength(3);
  expect(batches.map(({ id, count }) => [id, count])).toEqual([
    ["b", 1],
    ["c", 1],
    ["d", 1],
  ]);
});

test("[E6] a removal in its wait is not brought back by a restart: the person stays", async () => {
  await call("removeContacts", { account, batch: null, contacts: [romeo] });
  expect((await state()).edits).toMatchObject([{ kind: "remove", state: "held" }]);
  await restart();
  const { edits, contacts, undoable } = await state();
  expect(edits).toEqual([]);
  expect(undoable).toBeNull();
  expect(contacts).toHaveLength(2);
});

test.for([
  ["stopBatch", "unknown-batch"],
  ["retryBatch", "unknown-batch"],
  ["giveUpBatch", "unknown-batch"],
  ["undo", "nothing-to-undo"],
] as const)("%s of what is not there answers so", async ([name, code]) => {
  expect(await call(name, { account, batch: "nobody's" })).toMatchObject({ ok: false, failure: { code } });
  expect(await call(name, { account: "nobody@example.test", batch: "x" })).toMatchObject({
    ok: false,
    failure: { code: "unknown-account" },
  });
});

test("a merge that was told is dismissed, and what is no merge as well", async () => {
  expect(await call("dismissMerges", { account, contact: romeo })).toEqual({ ok: true, value: null });
});

test("signing out takes the edits along", async () => {
  await call("editContact", { account, contact: romeo, deltas: [{ do: "rename", name: "R" }] });
  const journals = async () => (await readdir(profile)).filter((name) => name.startsWith("edits-"));
  const [file = ""] = await journals();
  expect(await readFile(join(profile, file), "utf8")).toContain('"rename"');
  await call("signOut", { account });
  expect(await journals()).toEqual([]);
});
