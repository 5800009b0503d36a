import { expect, test } from "vitest";
import type { BareJid } from "../../app/jid.ts";
import type { AccountSnapshot } from "../../app/patch.ts";
import type { PlainClient } from "../servers/plain-client.ts";
import type { SeedItem } from "../servers/test-server.ts";
import { confirmed, keepOpen, otherDevice, signedIn } from "../support/people.ts";
import { onEveryServer } from "./on-every-server.ts";

/* Lists that Kith would never create, but that servers store and send. */

const seed = (jid: string, ...groups: string[]): SeedItem => ({
  jid,
  name: jid,
  groups,
  subscription: "none",
});

/** Which addresses the server keeps, each with its groups. */
async function kept(device: PlainClient): Promise<Record<string, string[]>> {
  const reply = await device.ask("get", `<query xmlns="jabber:iq:roster"/>`);
  const items = reply.getChild("query")?.getChildren("item") ?? [];
  return Object.fromEntries(
    items.map((item) => [
      item.attrs["jid"] ?? "",
      item
        .getChildren("group")
        .map((group) => group.getText())
        .toSorted(),
    ]),
  );
}

const noOddItems = "it neither keeps nor sends what is no address";
const listed = ({ contacts }: AccountSnapshot) => contacts.map(({ address }) => address).toSorted();
const atRest = ({ edits }: AccountSnapshot) => edits.length === 0;

onEveryServer("odd lists", ({ server }) => {
  test("[J1] [R11] somebody at a domain with an underscore is a contact: renamed, moved, removed, added again", async () => {
    const romeo = "romeo@chat_server.example" as BareJid;
    const { user, kith } = await signedIn(server(), [seed(romeo, "A"), seed("nurse@example.test")]);
    const device = await otherDevice(server(), user);
    await confirmed(kith);
    const { account } = kith;
    await kith.call("editContact", { account, contact: romeo, deltas: [{ do: "join", group: "B" }] });
    await kith.until(atRest);
    expect((await kept(device))[romeo]).toEqual(["A", "B"]);
    await kith.remove(romeo);
    await kith.until(atRest);
    expect(Object.keys(await kept(device))).toEqual(["nurse@example.test"]);
    const added = await kith.call("addContact", {
      account,
      address: "Romeo@Chat_Server.example",
      name: "R",
      groups: [],
      message: "",
      ask: false,
    });
    expect(added).toMatchObject({ ok: true });
    await kith.until((state) => atRest(state) && listed(state).includes(romeo));
    expect(Object.keys(await kept(device)).toSorted()).toEqual(["nurse@example.test", romeo]);
  });

  test("[R11] [R19] a contact that another device removed disappears, even with unparsable items on the list", async (context) => {
    if (server().kind !== "prosody") return context.skip(noOddItems);
    const odd = ["romeo@@example.net", "o'neill@example.net", "a b@example.net", "two\nlines@exam ple.net"];
    const { user, kith } = await signedIn(server(), [
      ...odd.map((jid) => seed(jid, "A")),
      seed("nurse@example.test"),
    ]);
    await confirmed(kith);
    expect(listed(await kith.state())).toEqual([...odd, "nurse@example.test"].toSorted());
    const device = await otherDevice(server(), user);
    await kith.kith.close();
    await device.ask(
      "set",
      `<query xmlns="jabber:iq:roster"><item jid="nurse@example.test" subscription="remove"/></query>`,
    );
    const again = await kith.restart();
    keepOpen(again);
    expect(listed(await again.state())).toEqual([...odd, "nurse@example.test"].toSorted());
    expect(await again.signIn()).toMatchObject({ ok: true });
    await confirmed(again);
    expect(listed(await again.state())).toEqual(odd.toSorted());
  });

  test("[R13] [R19] an item that cannot be parsed is edited and removed if the server allows it; otherwise the refusal is shown", async (context) => {
    if (server().kind !== "prosody") return context.skip(noOddItems);
    const taken = "romeo@exam ple.net";
    const refused = "romeo@@example.net";
    const { user, kith } = await signedIn(server(), [seed(taken, "A"), seed(refused, "A")]);
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    const { account } = kith;
    const keyOf = async (address: string) =>
      (await kith.state()).contacts.find((one) => one.address === address)?.bareJid ?? ("" as BareJid);
    const contacts = [await keyOf(taken), await keyOf(refused)];
    await kith.call("editContacts", { account, batch: null, contacts, deltas: [{ do: "join", group: "B" }] });
    const { edits } = await kith.until(
      (state) => state.edits.length === 1 && state.edits[0]?.state === "refused",
    );
    expect(edits).toMatchObject([{ address: refused, why: { code: "bad-request" } }]);
    expect(await kept(device)).toEqual({ [taken]: ["A", "B"], [refused]: ["A"] });
    await kith.call("dismissEdit", { account, edit: edits[0]?.id ?? "" });
    await kith.remove(await keyOf(taken));
    await kith.until((state) => atRest(state) && state.contacts.length === 1);
    expect(await kept(device)).toEqual({ [refused]: ["A"] });
  });

  test("[R18] a bare and a full address are one contact with all their groups, and an edit keeps them", async (context) => {
    if (server().kind === "demo") return context.skip("the demo's server keeps one item for a person");
    const romeo = "romeo@example.net" as BareJid;
    const { user, kith } = await signedIn(server(), [seed(`${romeo}/phone`, "P"), seed(romeo, "A", "B")]);
    await confirmed(kith);
    expect((await kith.contact(romeo))?.groups.toSorted()).toEqual(["A", "B", "P"]);
    const device = await otherDevice(server(), user);
    const { account } = kith;
    await kith.call("editContact", { account, contact: romeo, deltas: [{ do: "rename", name: "R" }] });
    await kith.until(atRest);
    expect((await kept(device))[romeo]).toEqual(["A", "B", "P"]);
    expect(await kith.contact(romeo)).toMatchObject({ name: "R", address: romeo });
    const again = await kith.restart();
    keepOpen(again);
    expect(await again.signIn()).toMatchObject({ ok: true });
    await confirmed(again);
    expect((await again.contact(romeo))?.groups.toSorted()).toEqual(["A", "B", "P"]);
  });

  test("[E11] people in a group without a name are renamed, moved out of it, and the group is renamed", async (context) => {
    if (server().kind === "demo") return context.skip("the demo's server has no group without a name");
    const romeo = "romeo@example.net" as BareJid;
    const nurse = "nurse@example.net" as BareJid;
    const { user, kith } = await signedIn(server(), [seed(romeo, "", "A"), seed(nurse, "")]);
    await confirmed(kith);
    expect((await kith.contact(romeo))?.groups.toSorted()).toEqual(["", "A"]);
    const device = await otherDevice(server(), user);
    const { account } = kith;
    await kith.call("editContact", { account, contact: romeo, deltas: [{ do: "rename", name: "R" }] });
    const renamed = await kith.until(atRest);
    const takesNameless = server().kind === "prosody";
    expect(renamed.contacts.find(({ bareJid }) => bareJid === romeo)?.name).toBe("R");
    expect((await kept(device))[romeo]).toEqual(takesNameless ? ["", "A"] : ["A"]);
    expect(renamed.merges.map(({ bareJid }) => bareJid)).toEqual(takesNameless ? [] : [romeo]);
    await kith.call("renameGroup", { account, group: "", to: "Named" });
    await kith.until(atRest);
    expect(await kept(device)).toEqual({
      [romeo]: takesNameless ? ["A", "Named"] : ["A"],
      [nurse]: ["Named"],
    });
  });

  test("[P2] our own address on the list shows our own status", async (context) => {
    if (server().kind === "prosody") return context.skip("Prosody leaves our own address out of the list");
    const { user, kith } = await signedIn(server());
    await confirmed(kith);
    const own = kith.account;
    await kith.kith.close();
    await server().seedRoster(user, [{ jid: own, name: "Me", groups: ["A"], subscription: "none" }]);
    const again = await kith.restart();
    keepOpen(again);
    expect(await again.signIn()).toMatchObject({ ok: true });
    await again.call("setStatus", { account: own, show: "away", status: "In the orchard" });
    const { presence } = await again.until((state) =>
      state.presence.some(({ resources: [first] }) => first?.show === "away"),
    );
    expect(presence).toMatchObject([
      { bareJid: own, resources: [{ show: "away", status: "In the orchard" }] },
    ]);
  });

  test("[R20] a one-letter delimiter is ignored, and groups that contain it are renamed alone", async () => {
    const { user, kith } = await signedIn(server(), [seed("romeo@example.test", "Coll", "Colleagues")]);
    await confirmed(kith);
    const device = await otherDevice(server(), user);
    const stored = `<query xmlns="jabber:iq:private"><roster xmlns="roster:delimiter">e</roster></query>`;
    expect((await device.ask("set", stored)).attrs["type"]).toBe("result");
    const again = await kith.restart();
    keepOpen(again);
    expect(await again.signIn()).toMatchObject({ ok: true });
    await confirmed(again);
    const { account } = again;
    expect(await again.call("renameGroup", { account, group: "Coll", to: "Verona" })).toMatchObject({
      ok: true,
    });
    expect((await again.until(atRest)).delimiter).toBe("");
    expect(await kept(device)).toEqual({ "romeo@example.test": ["Colleagues", "Verona"] });
  });
});
