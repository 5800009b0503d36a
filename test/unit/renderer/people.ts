import type { Contact } from "../../../app/contact.ts";
import type { Edit } from "../../../app/edit.ts";
import type { BareJid } from "../../../app/jid.ts";
import { nameOrder } from "../../../app/name-order.ts";
import {
  type AccountSnapshot,
  forEveryKind,
  initialAppFacts,
  initialFacts,
  type Snapshot,
} from "../../../app/patch.ts";
import type { Show } from "../../../app/presence.ts";
import { joinPerson, type Person, type PersonParts } from "../../../renderer/store/person.ts";
import type { PersonRowId } from "../../../renderer/store/row-id.ts";

/* Small people for the tests of the page. */

export const juliet = "juliet@capulet.example" as BareJid;
export const collator = nameOrder(["en"]);

export function jid(text: string): BareJid {
  return text as BareJid;
}

export function contact(address: string, more: Partial<Contact> = {}): Contact {
  return {
    bareJid: jid(address.toLowerCase()),
    address,
    name: "",
    groups: [],
    subscription: "both",
    ask: false,
    approved: false,
    ...more,
  };
}

/** The row of somebody on Juliet's list under one heading. */
export function rowOf(address: string, group: string | null): PersonRowId {
  return { person: { account: juliet, bareJid: jid(address) }, group };
}

export function presence(address: string, show: Show = "available", status = "") {
  return { bareJid: jid(address), resources: [{ resource: "r", show, status, priority: 0 }] };
}

/** A person on Juliet's list: the contact alone, and the parts that are given. */
export function person(known: Contact, parts: Partial<PersonParts> = {}): Person {
  // The other parts are absent, and so undefined.
  const all = { account: juliet, contact: known, edits: [], ...parts } as unknown as PersonParts;
  const joined = joinPerson(known.bareJid, all);
  if (joined === undefined) throw new Error(`${known.bareJid} is nobody on the list`);
  return joined;
}

export function edit(id: string, address: string, more: Partial<Edit> = {}): Edit {
  return {
    id,
    batch: `batch of ${id}`,
    message: null,
    bareJid: jid(address),
    address,
    kind: "change",
    deltas: [],
    state: "sending",
    why: null,
    ...more,
  };
}

export function account(more: Partial<AccountSnapshot> = {}): AccountSnapshot {
  return {
    account: juliet,
    ...initialFacts({ address: juliet, show: "available", status: "" }),
    ...forEveryKind(() => []),
    session: { state: "online" },
    list: { state: "confirmed" },
    ...more,
  };
}

export function snapshot(revision: number, ...accounts: readonly AccountSnapshot[]): Snapshot {
  return {
    revision,
    accounts,
    ...initialAppFacts,
    version: "1",
  };
}
