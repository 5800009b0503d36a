import { expect, test } from "vitest";
import type { BareJid } from "../../app/jid.ts";
import { kithClient } from "../support/kith-client.ts";
import { keepOpen } from "../support/people.ts";
import { guardEveryTest } from "./hostile-ground.ts";
import { hostileAuthority, type Line, scriptedServer, welcome } from "./scripted-server.ts";

guardEveryTest();

const nurse = "nurse@example.test" as BareJid;
const fullJid = "romeo@example.test/orchard";
const rosterNs = 'xmlns="jabber:iq:roster"';

/** Answers a set, and pushes it from our own full address as some servers do, which RULE R6 refuses. */
async function serve(line: Line, sets: string[]): Promise<void> {
  await welcome(line);
  for (;;) {
    const [iq] = await line.expect(/<iq (?:(?!<\/iq>).)*<\/iq>/s);
    const id = /^<iq [^>]*id="([^"]+)"/.exec(iq)?.[1];
    if (/^<iq [^>]*type="(result|error)"/.test(iq)) continue;
    if (!iq.includes("jabber:iq:roster")) {
      const error = `<error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;
      await line.send(`<iq type="error" id="${id}">${error}</iq>`);
    } else if (iq.includes("<item")) {
      const item = /<item.*(?=<\/query>)/s.exec(iq)?.[0] ?? "";
      sets.push(item);
      await line.send(`<iq type="result" id="${id}"/>`);
      await line.send(
        `<iq type="set" id="push${sets.length}" from="${fullJid}"><query ${rosterNs}>${item}</query></iq>`,
      );
    } else {
      const item = `<item jid="${nurse}" name="Nurse" subscription="both"><group>Home</group></item>`;
      await line.send(`<iq type="result" id="${id}"><query ${rosterNs}>${item}</query></iq>`);
    }
  }
}

test("[R6] [R17] pushes from our full address are refused; what was accepted is known all the same", async () => {
  const sets: string[] = [];
  const server = await scriptedServer((line) => serve(line, sets));
  keepOpen({ close: server.stop });
  const kith = await kithClient(
    { domain: "example.test", directTlsPort: server.port, authority: hostileAuthority() },
    "romeo",
  );
  keepOpen(kith);
  expect(await kith.signIn("secret", "direct-tls")).toMatchObject({ ok: true });
  await kith.until(({ list }) => list.state === "confirmed");
  const { account, call } = kith;
  await call("editContact", { account, contact: nurse, deltas: [{ do: "rename", name: "Angelica" }] });
  await call("editContact", { account, contact: nurse, deltas: [{ do: "join", group: "Verona" }] });
  const { contacts } = await kith.until(({ edits }) => edits.length === 0, 15_000);
  expect(sets).toEqual([
    `<item jid="${nurse}" name="Angelica"><group>Home</group></item>`,
    `<item jid="${nurse}" name="Angelica"><group>Home</group><group>Verona</group></item>`,
  ]);
  expect(contacts).toMatchObject([{ name: "Angelica", groups: ["Home", "Verona"], subscription: "both" }]);
}, 30_000);
