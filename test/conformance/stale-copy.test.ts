import { expect, test } from "vitest";
import type { BareJid } from "../../app/jid.ts";
import { connect } from "../../main/xmpp/connection/connect.ts";
import type { PlainClient } from "../servers/plain-client.ts";
import { confirmed, keepOpen, otherDevice } from "../support/people.ts";
import { kithClient } from "../support/kith-client.ts";
import { loopbackProxy } from "../support/loopback-proxy.ts";
import type { TestServer } from "../servers/test-server.ts";
import { onEveryServer } from "./on-every-server.ts";

const romeo = "romeo@example.test" as BareJid;

/** Each copy counts as stale, as after a second of silence. */
const silent: typeof connect = async (options) => {
  const result = await connect(options);
  if (!result.ok) return result;
  const stream = new Proxy(result.value, {
    get: (target, key) => (key === "heardAt" ? -Infinity : (Reflect.get(target, key, target) as unknown)),
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  return { ok: true, value: stream };
};

async function behindProxy(server: TestServer, user: string) {
  await server.seedRoster(user, [{ jid: romeo, name: "Romeo", groups: ["Friends"], subscription: "none" }]);
  const proxy = await loopbackProxy(server.directTlsPort);
  keepOpen(proxy);
  const kith = await kithClient({ ...server, directTlsPort: proxy.port }, user, undefined, {
    connect: silent,
  });
  keepOpen(kith);
  expect(await kith.signIn("secret", "direct-tls")).toMatchObject({ ok: true });
  await confirmed(kith);
  const device = await otherDevice(server, user, false);
  const change = (...deltas: Parameters<typeof kith.call<"editContact">>[1]["deltas"]) =>
    kith.call("editContact", { account: kith.account, contact: romeo, deltas });
  return { kith, proxy, device, change };
}

/** The server's item of Romeo, and a function with which another device writes it. */
const itemOf = async (device: PlainClient) => {
  const item = (await device.ask("get", `<query xmlns="jabber:iq:roster"/>`))
    .getChild("query")
    ?.getChild("item");
  const groups = item?.getChildren("group").map((group) => group.getText());
  return { name: item?.attrs["name"], groups: groups?.toSorted() };
};
const write = (device: PlainClient, name: string, ...groups: string[]) =>
  device.ask(
    "set",
    `<query xmlns="jabber:iq:roster"><item jid="${romeo}" name="${name}">${groups.map((one) => `<group>${one}</group>`).join("")}</item></query>`,
  );
onEveryServer("a copy that may be stale", ({ server, newAccount }) => {
  test("[R22] a connection that is dead only towards Kith: another device's change is not wiped out", async () => {
    const { kith, proxy, device, change } = await behindProxy(server(), await newAccount("juliet"));
    proxy.freeze("down");
    await write(device, "Romeo", "FromB", "Friends");
    await change({ do: "join", group: "FromA" });
    // The ping has no answer, so nothing is sent, and the edit waits for the next stream.
    expect((await kith.state()).edits).toMatchObject([{ state: "waiting" }]);
    expect(await itemOf(device)).toEqual({ name: "Romeo", groups: ["Friends", "FromB"] });
    proxy.thaw();
    await kith.until(({ edits }) => edits.length === 0);
    expect(await itemOf(device)).toEqual({ name: "Romeo", groups: ["Friends", "FromA", "FromB"] });
  });

  test("[R21] [E5] a set that never arrived, a part of which another device did: the rest is sent, and undo leaves that part", async () => {
    const { kith, proxy, device, change } = await behindProxy(server(), await newAccount("juliet"));
    proxy.freeze("up");
    await change({ do: "rename", name: "Mine" }, { do: "join", group: "Family" });
    await write(device, "Romeo", "Friends", "Family");
    proxy.cut();
    await kith.call("tryNow", { account: kith.account });
    await kith.until(({ edits, session }) => session.state === "online" && edits.length === 0, 15_000);
    expect(await itemOf(device)).toEqual({ name: "Mine", groups: ["Family", "Friends"] });
    await kith.call("undo", { account: kith.account, batch: null });
    await kith.until(({ edits }) => edits.length === 0);
    expect(await itemOf(device)).toEqual({ name: "Romeo", groups: ["Family", "Friends"] });
  });
});
