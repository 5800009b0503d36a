import { expect, test } from "vitest";
import { Subscriptions } from "../../../../main/roster/subscriptions.ts";
import { readPresence } from "../../../../main/xmpp/presence.ts";
import { contact, createModel, romeo } from "../../../support/account-model.ts";
import { FakeStream } from "../../../support/fake-stream.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

test("[S6] a refusal shows although we once withdrew, if another device of ours asked again", async () => {
  const { model } = createModel();
  const subscriptions = new Subscriptions(model);
  const stream = new FakeStream();
  const asked = contact(romeo, { ask: true });
  model.putContact(asked);
  await subscriptions.act(stream, asked, "withdraw", "");
  const push = (ask: boolean) => {
    const before = model.contacts.get(romeo);
    model.putContact(contact(romeo, { ask }));
    subscriptions.handlePush(before, contact(romeo, { ask }));
  };
  push(false);
  push(true);
  const fact = readPresence(parseStanza(`<presence type="unsubscribed" from="${romeo}"/>`), ["en"]);
  if (fact?.kind !== "unsubscribed") throw new Error("not read");
  subscriptions.handlePresence(fact);
  expect(model.troubles.get(romeo)?.why).toBe("denied");
});
