import { randomBytes } from "node:crypto";
import { afterEach, expect } from "vitest";
import { plainClient, type PlainClient } from "../servers/plain-client.ts";
import type { SeedItem, SeedRequest, TestServer } from "../servers/test-server.ts";
import { kithClient, type KithClient } from "./kith-client.ts";

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  // The last opened is closed first: an earlier Kith on the same profile must not delete the folder of a later one.
  for (const one of open.splice(0).toReversed()) await one.close();
});

/** Closes it after the test, whatever its outcome. */
export function keepOpen(one: { close: () => Promise<void> }): void {
  open.push(one);
}

/** An account of its own for each test, so that none sees another's roster. */
export async function signedIn(
  server: TestServer,
  items: readonly SeedItem[] = [],
  prefix = "juliet",
  requests: readonly SeedRequest[] = [],
): Promise<{ user: string; kith: KithClient }> {
  const user = `${prefix}${randomBytes(4).toString("hex")}`;
  await server.addAccount(user, "secret");
  if (items.length + requests.length > 0) await server.seedRoster(user, items, requests);
  const kith = await kithClient(server, user);
  keepOpen(kith);
  expect(await kith.signIn()).toMatchObject({ ok: true });
  return { user, kith };
}

/** The same account elsewhere; `appear` false leaves it without roster and presence. */
export async function otherDevice(server: TestServer, user: string, appear = true): Promise<PlainClient> {
  const device = await plainClient(server, user, "secret");
  keepOpen(device);
  if (appear) await device.appear();
  return device;
}

export const confirmed = (kith: KithClient) => kith.until((state) => state.list.state === "confirmed");

/** Somebody else with an account on the server, online and listening. */
export async function somebody(server: TestServer, name = "romeo"): Promise<PlainClient> {
  const user = `${name}${randomBytes(4).toString("hex")}`;
  await server.addAccount(user, "secret");
  return otherDevice(server, user);
}

/** Kith's full JID, read from its presence, as its contacts read it. */
export async function fullJidOf(kith: KithClient, other: PlainClient): Promise<string> {
  await other.send(`<presence type="subscribe" to="${kith.account}"/>`);
  await kith.until((state) => state.requests.length > 0);
  expect(
    await kith.call("answerRequest", { account: kith.account, contact: other.bareJid, answer: "accept" }),
  ).toMatchObject({ ok: true });
  const presence = await other.waitFor(
    (stanza) =>
      stanza.name === "presence" &&
      stanza.attrs["type"] === undefined &&
      (stanza.attrs["from"] ?? "").startsWith(`${kith.account}/`),
  );
  await kith.remove(other.bareJid);
  await kith.until((state) => state.contacts.length === 0);
  return presence.attrs["from"] ?? "";
}

/** Sends a message to an account and waits until the server has dealt with it. */
export async function sendMessage(
  from: PlainClient,
  to: string,
  body: string,
  domain: string,
): Promise<void> {
  await from.send(`<message to="${to}" type="chat"><body>${body}</body></message>`);
  await from.ask("get", `<ping xmlns="urn:xmpp:ping"/>`, domain);
}

/** Another resource of the account that takes no messages and sees when Kith has come to rest at priority -1. */
export async function watcher(server: TestServer, user: string): Promise<{ atRest: () => Promise<unknown> }> {
  const device = await otherDevice(server, user, false);
  await device.send(`<presence><priority>-1</priority></presence>`);
  return {
    atRest: () =>
      device.waitFor(
        (stanza) =>
          stanza.name === "presence" &&
          stanza.attrs["from"] !== device.fullJid &&
          stanza.getChildText("priority") === "-1",
      ),
  };
}
