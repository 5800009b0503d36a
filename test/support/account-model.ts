import type { Contact } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import { type AccountFacts, initialFacts } from "../../app/patch.ts";
import type { QueueOptions } from "../../main/edits/queue.ts";
import { RosterSync } from "../../main/roster/sync.ts";
import { AccountModel } from "../../main/roster/model.ts";

export const account = "juliet@example.test" as BareJid;
export const romeo = "romeo@example.net" as BareJid;
export const nurse = "nurse@example.test" as BareJid;

export const onlineFacts: AccountFacts = {
  ...initialFacts({ address: account, show: "available", status: "" }),
  session: { state: "online" },
};

/** A contact as a server might list it. */
export function contact(bareJid: BareJid, more: Partial<Contact> = {}): Contact {
  return {
    bareJid,
    address: bareJid,
    name: "",
    groups: [],
    subscription: "none",
    ask: false,
    approved: false,
    ...more,
  };
}

/** A model that nobody publishes; `changes` names each change in order, as `contacts romeo@example.net`. */
export function createModel(facts: AccountFacts = onlineFacts): { model: AccountModel; changes: string[] } {
  const changes: string[] = [];
  const model = new AccountModel(account, facts, {
    onFact: (fact) => changes.push(fact),
    onEntry: (kind, key) => changes.push(`${kind} ${key}`),
  });
  return { model, changes };
}

/** What the server accepts goes into this model, as `RosterSync` does it. */
export function acceptInto(model: AccountModel): QueueOptions["accept"] {
  const sync = new RosterSync(model, undefined, { onChange: () => undefined, onPush: () => undefined });
  return (...accepted) => {
    sync.accept(...accepted);
  };
}
