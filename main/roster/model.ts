import { isSameContact, type Contact } from "../../app/contact.ts";
import type { BareJid } from "../../app/jid.ts";
import {
  type AccountEntries,
  type AccountFacts,
  entryKey,
  type EntryKey,
  type EntryKind,
} from "../../app/patch.ts";
import type { ResourcePresence } from "../../app/presence.ts";
import { emptyEntryMaps, type MappedKind, WithEntryMaps, type WritableEntryMaps } from "./entry-maps.ts";
import { PresenceBook } from "./presence-book.ts";

/** Called for every change with its key; the new value is read from the model when a patch is made. */
export interface ModelListener {
  readonly onFact: (fact: keyof AccountFacts) => void;
  readonly onEntry: (kind: EntryKind, key: string) => void;
}

/** The kinds of entries on which nothing else depends. */
type PlainKind = Exclude<MappedKind, "contacts">;

/**
 * Main's state of one account: the authoritative list and everything that is joined to it on screen. Contacts and presence
 * are separate maps, so that presence before the roster is no special case. Only this file writes them, and each writer
 * reports to the listener what it changed, if anything.
 */
export class AccountModel extends WithEntryMaps {
  readonly account: BareJid;
  readonly #maps: WritableEntryMaps;
  #facts: AccountFacts;
  readonly #presence = new PresenceBook();
  readonly #listener: ModelListener;

  constructor(account: BareJid, facts: AccountFacts, listener: ModelListener) {
    const maps = emptyEntryMaps();
    super(maps);
    this.#maps = maps;
    this.account = account;
    this.#facts = facts;
    this.#listener = listener;
  }

  get facts(): AccountFacts {
    return this.#facts;
  }

  setFact<K extends keyof AccountFacts>(fact: K, value: AccountFacts[K]): void {
    const wasOnline = this.isPresenceKnown;
    const wasThere = this.#isListThere;
    this.#facts = { ...this.#facts, [fact]: value };
    this.#listener.onFact(fact);
    if (wasThere !== this.#isListThere)
      for (const bareJid of this.contacts.keys()) this.#listener.onEntry("contacts", bareJid);
    if (wasOnline !== this.isPresenceKnown || wasThere !== this.#isListThere)
      this.#touchPresence(this.presentJids());
    else if (fact === "own") this.#touchPresence([this.account]);
  }

  /** The contacts that the list shows. RULE R12: if the server has no list, nobody is shown, but the cache is kept. */
  listed(bareJid: BareJid): Contact | undefined {
    return this.#isListThere ? this.contacts.get(bareJid) : undefined;
  }

  get #isListThere(): boolean {
    return this.#facts.list.state !== "missing";
  }

  /** RULE P7: others' presence is known only while our own stream is up (or once it is resumed). */
  get isPresenceKnown(): boolean {
    return this.#facts.session.state === "online";
  }

  /** Stores one item as the server sent it. */
  putContact(contact: Contact): void {
    const before = this.contacts.get(contact.bareJid);
    if (before !== undefined && isSameContact(before, contact)) return;
    this.#maps.contacts.set(contact.bareJid, contact);
    this.#listener.onEntry("contacts", contact.bareJid);
    if (before !== undefined) return;
    // Presence may have arrived first (RULE P2): from now on it is shown.
    this.#presence.list(contact.bareJid);
    if (this.#isPresent(contact.bareJid)) this.#touchPresence([contact.bareJid]);
  }

  removeContact(bareJid: BareJid): void {
    if (!this.contacts.has(bareJid)) return;
    if (this.#isPresent(bareJid)) this.#touchPresence([bareJid]);
    this.#presence.unlist(bareJid);
    this.#maps.contacts.delete(bareJid);
    this.#listener.onEntry("contacts", bareJid);
    this.remove("troubles", bareJid);
    this.remove("merges", bareJid);
  }

  /** The resources of somebody on the list, while we are online ourselves; of anybody else, none. */
  resourcesOf(bareJid: BareJid): readonly ResourcePresence[] {
    if (!this.isPresenceKnown || this.listed(bareJid) === undefined) return [];
    // RULE P2: presence of our own devices belongs to no contact. A person who lists themselves sees their own status there.
    if (bareJid === this.account) {
      const { show, status } = this.#facts.own;
      return [{ resource: "", show, status, priority: 0 }];
    }
    return [...this.#presence.of(bareJid)];
  }

  /** The people on the list whose presence is known, ourselves included. */
  presentJids(): BareJid[] {
    const own = this.contacts.has(this.account) ? [this.account] : [];
    return [...this.#presence.listed(), ...own];
  }

  #isPresent(bareJid: BareJid): boolean {
    return bareJid === this.account || this.#presence.has(bareJid);
  }

  /** People not on the list whose presence is kept. */
  get strangers(): number {
    return this.#presence.strangers;
  }

  putPresence(bareJid: BareJid, presence: ResourcePresence): void {
    if (this.#presence.put(bareJid, this.contacts.has(bareJid), presence)) this.#touchPresence([bareJid]);
  }

  /** One resource went away; an empty name means all of them (RFC 6121 4.5.4: unavailable from the bare JID). */
  removePresence(bareJid: BareJid, resource: string): void {
    const isChanged =
      resource === "" ? this.#presence.removeAll(bareJid) : this.#presence.remove(bareJid, resource);
    if (isChanged) this.#touchPresence([bareJid]);
  }

  /** A fresh stream begins: nobody's presence is known until it arrives. */
  clearPresence(): void {
    const known = [...this.#presence.listed()];
    this.#presence.clear();
    this.#touchPresence(known);
  }

  /** Stores an entry in the place of the one with its key. Contacts and presence have writers of their own. */
  put<K extends PlainKind>(kind: K, entry: AccountEntries[K]): void {
    const key = entryKey(kind, entry);
    this.#maps[kind].set(key, entry);
    this.#listener.onEntry(kind, key);
  }

  remove<K extends PlainKind>(kind: K, key: EntryKey<K>): void {
    if (this.#maps[kind].delete(key)) this.#listener.onEntry(kind, key);
  }

  /** People who are not on the list are not reported to the listener. */
  #touchPresence(bareJids: Iterable<BareJid>): void {
    for (const bareJid of bareJids)
      if (this.contacts.has(bareJid)) this.#listener.onEntry("presence", bareJid);
  }
}
