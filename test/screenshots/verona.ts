import { plainClient, type PlainClient } from "../servers/plain-client.ts";
import type { SeedItem, TestServer } from "../servers/test-server.ts";
import { type Role, suitors } from "./cast.ts";

const password = "secret";

/** An account whose list is given. */
export async function makeAccount(server: TestServer, user: string, items: readonly SeedItem[]) {
  await server.addAccount(user, password);
  await server.seedRoster(user, items);
  return { user, address: `${user}@${server.domain}`, password };
}

/** Those who are around come online, seen by this account. Answers what takes them all away. */
export async function enter(
  server: TestServer,
  watcher: string,
  roles: readonly Role[],
): Promise<() => Promise<void>> {
  const clients: PlainClient[] = [];
  for (const { jid, at = [] } of roles.filter((role) => (role.at ?? []).length > 0)) {
    const [user = ""] = jid.split("@");
    await server.addAccount(user, password);
    await server.seedRoster(user, [{ jid: watcher, subscription: "both" }]);
    for (const { resource, presence } of at) {
      const client = await plainClient(server, user, password, resource);
      clients.push(client);
      await client.send(`<presence>${presence}</presence>`);
    }
  }
  return async () => {
    await Promise.all(clients.map((client) => client.close()));
  };
}

/** Those who ask to see the account's status do so, one after the other. */
export async function ask(server: TestServer, address: string): Promise<void> {
  for (const { user, nickname, message } of suitors) {
    await server.addAccount(user, password);
    const client = await plainClient(server, user, password);
    const nick = nickname === "" ? "" : `<nick xmlns="http://jabber.org/protocol/nick">${nickname}</nick>`;
    const status = message === "" ? "" : `<status>${message}</status>`;
    await client.send(`<presence type="subscribe" to="${address}">${status}${nick}</presence>`);
    // An answer comes after everything the server was sent before.
    await client.ask("get", '<ping xmlns="urn:xmpp:ping"/>', server.domain);
    await client.close();
  }
}
