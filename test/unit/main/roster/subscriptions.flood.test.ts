import { expect, test } from "vitest";
import { Subscriptions } from "../../../../main/roster/subscriptions.ts";
import { readPresence } from "../../../../main/xmpp/presence.ts";
import { contact, createModel, romeo } from "../../../support/account-model.ts";
import { parseStanza } from "../../../support/parse-stanza.ts";

test("[S4] a flood of requests fills no memory, and hides neither who waits already nor anybody on the list", () => {
  const { model } = createModel();
  model.putContact(contact(romeo));
  const subscriptions = new Subscriptions(model);
  const ask = (from: string, message = "") => {
    const fact = readPresence(
      parseStanza(`<presence type="subscribe" from="${from}"><status>${message}</status></presence>`),
      ["en"],
    );
    if (fact?.kind === "subscribe") subscriptions.handlePresence(fact);
  };
  for (let count = 0; count < 3_000; count += 1) ask(`s${count}@example.org`);
  expect(model.requests.size).toBe(1_000);
  ask("s0@example.org", "again");
  ask(romeo);
  expect([...model.requests.values()].at(0)?.message).toBe("again");
  expect(model.requests.has(romeo)).toBe(true);
});
