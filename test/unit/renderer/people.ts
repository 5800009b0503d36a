import type { Contact } from "../../../app/contact.ts";
import type { Edit } from "../../../app/edit.ts";
import type { BareJid } from "../../../app/jid.ts";
import type { AccountSnapshot, Snapshot } from "../../../app/patch.ts";
import type { Show } from "../../../app/presence.ts";
import { initialView } from "../../../app/view.ts";

/* Small people for the tests of the page. */

export const juliet = "juliet@capulet.example" as BareJid;
export const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

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

export function presence(address: string, show: Show = "available", status = "") {
  return { bareJid: jid(address), resources: [{ resource: "r", show, status, priority: 0 }] };
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
    session: { state: "online" },
    list: { state: "confirmed" },
    own: { address: juliet, show: "available", status: "" },
    server: null,
    view: initialView,
    delimiter: "",
    undoable: null,
    redoable: null,
    readOnlyGroups: [],
    isDemo: false,
    contacts: [],
    presence: [],
    requests: [],
    troubles: [],
    strays: [],
    edits: [],
    batches: [],
    merges: [],
    ...more,
  };
}

export function snapshot(revision: number, ...accounts: readonly AccountSnapshot[]): Snapshot {
  return {
    revision,
    accounts,
    notices: [],
    canStaySignedIn: false,
    staysSignedIn: true,
    language: "system",
    version: "1",
  };
}
