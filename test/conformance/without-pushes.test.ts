import { expect, test } from "vitest";
import type { BareJid } from "../../app/jid.ts";
import { connect } from "../../main/xmpp/connection/connect.ts";
import type { Stream } from "../../main/xmpp/connection/stream.ts";
import { confirmed, keepOpen, otherDevice } from "../support/people.ts";
import { kithClient, type KithClient } from "../support/kith-client.ts";
import type { TestServer } from "../servers/test-server.ts";
import { onEveryServer } from "./on-every-server.ts";

/*
 * Servers without valid pushes: some push from our own full address (RULE R6), others not at all. Here a real
 * server's pushes do not reach Kith.
 */

const romeo = "romeo@example.test" as BareJid;

const connectWithoutPushes: typeof connect = async (options) => {
  const result = await connect(options);
  return result.ok ? { ok: true, value: withoutPushes(result.value) } : result;
};

function withoutPushes(stream: Stream): Stream {
  return new Proxy(stream, {
    get: (target, key) => Reflect.get(target, key, target) as unknown,
    set: (target, key, value) => {
      if (key !== "onStanza") return Reflect.set(target, key, value, target);
      const listener = value as Stream["onStanza"];
      target.onStanza = (stanza) =>
        stanza.getChild("query", "jabber:iq:roster") === undefined ? listener(stanza) : true;
      return true;
    },
  });
}

async function signedIn(server: TestServer, user: string, profile?: string): Promise<KithClient> {
  const kith = await kithClient(server, user, profile, { connect: connectWithoutPushes });
  keepOpen(kith);
  expect(await kith.signIn()).toMatchObject({ ok: true });
  await confirmed(kith);
  return kith;
}

onEveryServer("a server that pushes nothing", ({ server, newAccount }) => {
  test("[R17] an accepted edit stays, the next one is computed from it, and a restart knows it", async () => {
    const user = await newAccount("juliet");
    await server().seedRoster(user, [
      { jid: romeo, name: "Romeo", groups: ["Friends"], subscription: "none" },
      { jid: "paris@example.test", name: "Paris", subscription: "none" },
    ]);
    const kith = await signedIn(server(), user);
    const { account, call } = kith;
    await call("editContact", { account, contact: romeo, deltas: [{ do: "rename", name: "Mo" }] });
    await kith.until(({ contacts }) => contacts.some(({ name }) => name === "Mo"));
    await call("editContact", { account, contact: romeo, deltas: [{ do: "join", group: "Verona" }] });
    await call("addContact", {
      account,
      address: "nurse@example.test",
      name: "Nurse",
      groups: [],
      message: "",
      ask: false,
    });
    await kith.remove("paris@example.test");
    const wanted = [
      { bareJid: "nurse@example.test", name: "Nurse", groups: [] },
      { bareJid: romeo, name: "Mo", groups: ["Friends", "Verona"] },
    ];
    const brief = (state: Awaited<ReturnType<KithClient["state"]>>) =>
      state.contacts
        .map(({ bareJid, name, groups }) => ({ bareJid, name, groups: groups.toSorted() }))
        .toSorted((a, b) => a.bareJid.localeCompare(b.bareJid));
    expect(brief(await kith.until(({ edits }) => edits.length === 0, 20_000))).toEqual(wanted);
    const device = await otherDevice(server(), user, false);
    const items = (await device.ask("get", `<query xmlns="jabber:iq:roster"/>`))
      .getChild("query")
      ?.getChildren("item")
      .map((item) => ({
        bareJid: item.attrs["jid"],
        name: item.attrs["name"],
        groups: item
          .getChildren("group")
          .map((group) => group.getText())
          .toSorted(),
      }));
    expect(items?.toSorted((a, b) => String(a.bareJid).localeCompare(String(b.bareJid)))).toEqual(wanted);
    await device.ask("set", `<query xmlns="jabber:iq:roster"><item jid="${romeo}" name="Theirs"/></query>`);
    // No version was kept that would call the old list current.
    await kith.kith.close();
    const again = await signedIn(server(), user, kith.profile);
    expect(brief(await again.state())).toMatchObject([{}, { name: "Theirs", groups: [] }]);
  });
});
