import type { Batch, Undoable } from "./batch.ts";
import type { Contact } from "./contact.ts";
import type { Edit } from "./edit.ts";
import type { BareJid } from "./jid.ts";
import type { Merge } from "./merge.ts";
import type { Availability, Show } from "./presence.ts";
import type { Request } from "./request.ts";
import type { Failure } from "./result.ts";
import type { ServerSettings } from "./server-settings.ts";
import type { Session } from "./session.ts";
import type { View } from "./view.ts";
import type { LanguageChoice } from "./words/languages.ts";

/** What we ourselves look like to the others. */
export interface Own {
  readonly address: string;
  readonly show: Show;
  readonly status: string;
}

/** How far the list on screen can be believed. */
export type ListState =
  /** From the cache (or still empty): the server has not confirmed it yet. */
  | { readonly state: "unconfirmed" }
  | { readonly state: "confirmed" }
  /** `item-not-found`: the server has no list for this account (RFC 6121 2.1.4). */
  | { readonly state: "missing" }
  /** The server could not give the list; what is shown is the cache. */
  | { readonly state: "unavailable"; readonly why: Failure };

/** What went wrong with somebody who is on the list, in the far server's words (RFC 6121 3.1.2, 4.7.1). */
export interface Trouble {
  readonly bareJid: BareJid;
  /**
   * `denied` when they refused or stopped sharing; `unreachable` until something comes from their server; otherwise the
   * stanza error that came back for our request.
   */
  readonly why: Failure | "denied" | "unreachable";
}

/** Who wrote to us although we take no messages: one entry an address, so the person can read it in their chat program. */
export interface Stray {
  readonly bareJid: BareJid;
  readonly address: string;
  readonly count: number;
}

/** The parts of an account that change as a whole. */
export interface AccountFacts {
  readonly session: Session;
  readonly list: ListState;
  readonly own: Own;
  /** Where to connect, as the person set it; null where it is looked up. */
  readonly server: ServerSettings | null;
  readonly view: View;
  /** What stands between the names of nested groups; empty where none are nested (XEP-0083). */
  readonly delimiter: string;
  /** What the next undo would take back, and the next redo. */
  readonly undoable: Undoable | null;
  readonly redoable: Undoable | null;
  /** Groups the server did not let us change, since Kith was started. */
  readonly readOnlyGroups: readonly string[];
  /** Nobody's account: made-up people on a server within Kith, deleted when it is left. */
  readonly isDemo: boolean;
}

const isFact: Readonly<Record<keyof AccountFacts, true>> = {
  session: true,
  list: true,
  own: true,
  server: true,
  view: true,
  delimiter: true,
  undoable: true,
  redoable: true,
  readOnlyGroups: true,
  isDemo: true,
};

/** The facts among what was said of an account. */
export function factsOf(said: Partial<AccountFacts>): Partial<AccountFacts> {
  return Object.fromEntries(Object.entries(said).filter(([key]) => Object.hasOwn(isFact, key)));
}

/** The parts of an account that change entry by entry, each keyed by bare JID (edits and batches by their id). */
export interface AccountEntries {
  readonly contacts: Contact;
  readonly presence: Availability & { readonly bareJid: BareJid };
  readonly requests: Request;
  readonly troubles: Trouble;
  readonly strays: Stray;
  readonly edits: Edit;
  readonly batches: Batch;
  readonly merges: Merge;
}
export const entryKinds = [
  "contacts",
  "presence",
  "requests",
  "troubles",
  "strays",
  "edits",
  "batches",
  "merges",
] as const satisfies readonly (keyof AccountEntries)[];
export type EntryKind = (typeof entryKinds)[number];

/** Everything about one account, JSON-safe. */
export type AccountSnapshot = { readonly account: BareJid } & AccountFacts & {
    readonly [K in EntryKind]: readonly AccountEntries[K][];
  };

export interface EntryChange<T> {
  readonly set: readonly T[];
  readonly removed: readonly string[];
}

/** What changed in one account, as small as it can be said. */
export type AccountChange = Partial<AccountFacts> & {
  readonly [K in EntryKind]?: EntryChange<AccountEntries[K]>;
};

/** A sentence for the person that belongs to no single contact. Stays until it is dismissed. */
export interface Notice {
  readonly id: string;
  readonly code:
    | "file-set-aside"
    | "file-copied-aside"
    | "file-unreadable"
    | "disk-unwritable"
    | "demo-unavailable"
    | "bound-elsewhere";
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * One numbered fact. A page applies patch n to state n-1; on a gap it asks for the snapshot again. An account that is
 * signed out comes as `removed`; a new one as `added`.
 */
export interface Patch {
  readonly revision: number;
  readonly added?: AccountSnapshot;
  readonly removed?: BareJid;
  readonly changed?: { readonly account: BareJid } & AccountChange;
  readonly notices?: readonly Notice[];
  readonly canStaySignedIn?: boolean;
  readonly staysSignedIn?: boolean;
  readonly language?: LanguageChoice;
}

/**
 * The state after patch number `revision`. If `more` is set, this is the first piece, and `moreOfSnapshot` gives the rest.
 * Later pieces may be newer than `revision`, so patches are applied once the snapshot is whole.
 */
export interface Snapshot {
  readonly revision: number;
  readonly more?: number;
  readonly accounts: readonly AccountSnapshot[];
  readonly notices: readonly Notice[];
  /** Whether a password can be kept safely here (a real keyring); otherwise "Stay signed in" is not offered. */
  readonly canStaySignedIn: boolean;
  /** What the person said when they were last asked on this profile; true before. */
  readonly staysSignedIn: boolean;
  readonly language: LanguageChoice;
  readonly version: string;
}

/** More entries of a snapshot. */
export interface SnapshotPiece {
  readonly entries: readonly ({ readonly account: BareJid } & {
    readonly [K in EntryKind]?: readonly AccountEntries[K][];
  })[];
  /** Pass this to ask for the next piece; absent after the last one. */
  readonly more?: number;
}

export function entryKey<K extends EntryKind>(_kind: K, entry: AccountEntries[K]): string {
  return "id" in entry ? entry.id : entry.bareJid;
}
