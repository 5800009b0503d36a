import type { Batch, Undoable } from "./batch.ts";
import type { Contact } from "./contact.ts";
import type { Edit } from "./edit.ts";
import type { BareJid } from "./jid.ts";
import type { Merge } from "./merge.ts";
import type { Notice } from "./notice.ts";
import type { Availability, Show } from "./presence.ts";
import type { Request } from "./request.ts";
import type { Failure } from "./result.ts";
import type { ServerSettings } from "./server-settings.ts";
import type { Session } from "./session.ts";
import { initialView } from "./view.ts";
import type { LanguageChoice } from "./words/languages.ts";

/** Our own address and status. */
export interface Own {
  readonly address: string;
  readonly show: Show;
  readonly status: string;
}

/** How reliable the list on screen is. */
export type ListState =
  /** From the cache (or still empty): the server has not confirmed it yet. */
  | { readonly state: "unconfirmed" }
  | { readonly state: "confirmed" }
  /** `item-not-found`: the server has no list for this account (RFC 6121 2.1.4). */
  | { readonly state: "missing" }
  /** The server could not send the list, so the cache is shown. */
  | { readonly state: "unavailable"; readonly why: Failure };

/** What went wrong with somebody who is on the list, as the other server reported it (RFC 6121 3.1.2, 4.7.1). */
export interface Trouble {
  readonly bareJid: BareJid;
  /**
   * `denied` if they refused or stopped sharing; `unreachable` until something arrives from their server; otherwise the
   * stanza error that came back for our request.
   */
  readonly why: Failure | "denied" | "unreachable";
}

/** Senders of messages that reached Kith although it takes none: one entry per address, so that the person can read them in their chat program. */
export interface Stray {
  readonly bareJid: BareJid;
  readonly address: string;
  readonly count: number;
}

/**
 * The facts of an account, which change as a whole, each with its first value. A fact is declared only here: model,
 * publisher, patches and the page's state follow.
 */
export function initialFacts(own: Own) {
  return {
    session: { state: "signed-out" } as Session,
    list: { state: "unconfirmed" } as ListState,
    own,
    /** Where to connect, if the person set it; null: DNS. */
    server: null as ServerSettings | null,
    view: initialView,
    /** The delimiter of nested groups; empty if none are nested (XEP-0083). */
    delimiter: "",
    /** What the next undo and the next redo would revert. */
    undoable: null as Undoable | null,
    redoable: null as Undoable | null,
    /** Groups that turned out to be read-only since Kith was started. */
    readOnlyGroups: [] as readonly string[],
    /** Whether this is the demo's account, on a server inside Kith, deleted when the demo is left. */
    isDemo: false,
  };
}
export type AccountFacts = Readonly<ReturnType<typeof initialFacts>>;

const accountFacts = initialFacts({ address: "", show: "available", status: "" });

/** Picks the facts from the parts of an account. */
export function factsOf<T extends Partial<AccountFacts>>(said: T): Pick<T, keyof T & keyof AccountFacts> {
  return only(accountFacts, said);
}

/**
 * The facts of the whole application, each with its value before it is known. A fact is declared only here: publisher,
 * patches and the page's state follow.
 */
export const initialAppFacts = {
  notices: [] as readonly Notice[],
  /** Whether a password can be stored safely here (a real keyring); otherwise "Stay signed in" is not offered. */
  canStaySignedIn: false,
  /** The person's last choice on this profile. */
  staysSignedIn: true,
  language: "system" as LanguageChoice,
  /** Kith's own. */
  version: "",
};
export type AppFacts = Readonly<typeof initialAppFacts>;

/** The application-wide facts among what a patch or a snapshot says. */
export function appFactsOf<T extends Partial<AppFacts>>(said: T): Pick<T, keyof T & keyof AppFacts> {
  return only(initialAppFacts, said);
}

function only<T extends object, K>(known: object, said: T): Pick<T, keyof T & K> {
  return Object.fromEntries(Object.entries(said).filter(([key]) => Object.hasOwn(known, key))) as Pick<
    T,
    keyof T & K
  >;
}

/**
 * The kinds of entries of an account, which change one by one, each with its key. A kind is declared only here: the maps of
 * model, publisher, patches and the page's state follow.
 */
const entryKeys = {
  contacts: ({ bareJid }: Contact) => bareJid,
  presence: ({ bareJid }: Availability & { readonly bareJid: BareJid }) => bareJid,
  requests: ({ bareJid }: Request) => bareJid,
  troubles: ({ bareJid }: Trouble) => bareJid,
  strays: ({ bareJid }: Stray) => bareJid,
  edits: ({ id }: Edit) => id,
  batches: ({ id }: Batch) => id,
  merges: ({ bareJid }: Merge) => bareJid,
};
export type EntryKind = keyof typeof entryKeys;
export type AccountEntries = { readonly [K in EntryKind]: Parameters<(typeof entryKeys)[K]>[0] };
type EntryKeys = { readonly [K in EntryKind]: (entry: AccountEntries[K]) => EntryKey<K> };
/** The key of an entry: a bare JID, or an id. */
export type EntryKey<K extends EntryKind> = ReturnType<(typeof entryKeys)[K]>;

export const entryKinds = Object.keys(entryKeys) as readonly EntryKind[];

export function entryKey<K extends EntryKind>(kind: K, entry: AccountEntries[K]): EntryKey<K> {
  const keys: EntryKeys = entryKeys;
  return keys[kind](entry);
}

/** The same for every kind of entry: an empty map, an empty list. */
export function forEveryKind<T>(make: () => T): { readonly [K in EntryKind]: T } {
  return Object.fromEntries(entryKinds.map((kind) => [kind, make()])) as { [K in EntryKind]: T };
}

/** Everything about one account, JSON-safe. */
export type AccountSnapshot = { readonly account: BareJid } & AccountFacts & {
    readonly [K in EntryKind]: readonly AccountEntries[K][];
  };

export interface EntryChange<T> {
  readonly set: readonly T[];
  readonly removed: readonly string[];
}

/** What changed in one account, as small as possible. */
export type AccountChange = Partial<AccountFacts> & {
  readonly [K in EntryKind]?: EntryChange<AccountEntries[K]>;
};

/**
 * One numbered fact. A page applies patch n to state n-1; on a gap it asks for the snapshot again. An account that is
 * signed out comes as `removed`; a new one as `added`.
 */
export interface Patch extends Partial<AppFacts> {
  readonly revision: number;
  readonly added?: AccountSnapshot;
  readonly removed?: BareJid;
  readonly changed?: { readonly account: BareJid } & AccountChange;
}

/**
 * The state after patch number `revision`. If `more` is set, this is the first piece, and `moreOfSnapshot` gives the rest.
 * Later pieces may be newer than `revision`, so patches are applied once the snapshot is whole.
 */
export interface Snapshot extends AppFacts {
  readonly revision: number;
  readonly more?: number;
  readonly accounts: readonly AccountSnapshot[];
}

/** More entries of a snapshot. */
export interface SnapshotPiece {
  readonly entries: readonly ({ readonly account: BareJid } & {
    readonly [K in EntryKind]?: readonly AccountEntries[K][];
  })[];
  /** Pass this to ask for the next piece; absent after the last one. */
  readonly more?: number;
}
