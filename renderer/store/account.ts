import type { Edit } from "../../app/edit.ts";
import type { BareJid } from "../../app/jid.ts";
import {
  type AccountChange,
  type AccountEntries,
  type AccountFacts,
  type AccountSnapshot,
  entryKey,
  entryKinds,
  type EntryKind,
  factsOf,
  forEveryKind,
} from "../../app/patch.ts";
import type { View } from "../../app/view.ts";
import { Comings } from "./comings.ts";
import { People } from "./people.ts";
import { isSameParts, joinPerson, type Person, type PersonParts } from "./person.ts";

type Maps = { readonly [K in EntryKind]: Map<string, AccountEntries[K]> };
type ReadonlyMaps = { readonly [K in EntryKind]: ReadonlyMap<string, AccountEntries[K]> };

/**
 * One account as the screen reads it: a fresh object whenever a part of it changed. The maps of its entries stay the same
 * objects for as long as the account is there.
 */
export interface AccountView extends AccountFacts, ReadonlyMaps {
  readonly account: BareJid;
  /** The same object for as long as the account exists; `structure` tells when to read it again. */
  readonly people: People;
  /** Increases whenever the order, the grouping or the counts of the list change. */
  readonly structure: number;
  /** Increases whenever anything about anybody changes. */
  readonly changes: number;
  /** Pending edits, without refused ones. */
  readonly waitingEdits: number;
}

/** Main's state of one account, stored entry by entry. The only writer of a `People`. */
export class AccountProjection {
  readonly account: BareJid;
  readonly people: People;
  readonly #maps: Maps = forEveryKind(() => new Map());
  readonly #editsOf = new Map<BareJid, readonly Edit[]>();
  readonly #editsById = new Map<BareJid, Map<string, Edit>>();
  #facts: AccountFacts;
  #touched = new Set<BareJid>();
  #view: AccountView | undefined;
  /** The person's choices that main has not answered yet. */
  #chosenView: View | undefined;

  readonly #comings = new Comings();
  readonly #now: () => number;

  /** `now` is in milliseconds. */
  constructor(snapshot: AccountSnapshot, collator: Intl.Collator, now: () => number) {
    this.#now = now;
    this.account = snapshot.account;
    this.people = new People(collator);
    this.#facts = factsOf(snapshot);
    this.replace(snapshot);
  }

  /** Replaces the whole state. Equal values keep their reference, so that unchanged rows do not render again. */
  replace(snapshot: AccountSnapshot): void {
    this.#facts = { ...this.#facts, ...factsOf(snapshot) };
    for (const kind of entryKinds) this.#replaceKind(kind, snapshot[kind]);
    this.#view = undefined;
  }

  change(change: AccountChange): void {
    this.#facts = { ...this.#facts, ...factsOf(change) };
    for (const kind of entryKinds) {
      const entries = change[kind];
      if (entries === undefined) continue;
      for (const key of entries.removed) this.#remove(kind, key);
      for (const entry of entries.set) this.#set(kind, entry);
    }
    this.#view = undefined;
  }

  get view(): View {
    return this.#chosenView ?? this.#facts.view;
  }

  /** Applies a choice of the person optimistically. */
  chooseView(view: View): void {
    this.#chosenView = view;
    this.#view = undefined;
  }

  /** Main has answered this choice: unless there is a newer one, main's value counts. */
  endChoice(view: View): void {
    if (this.#chosenView !== view) return;
    this.#chosenView = undefined;
    // Usually main accepted it unchanged: then the object on screen stays the same.
    if (JSON.stringify(this.#facts.view) === JSON.stringify(view)) this.#facts = { ...this.#facts, view };
    this.#view = undefined;
  }

  /** Joins what changed since the last time. Returns the new view, and whose rows have to render again. */
  settle(before: AccountView | undefined): {
    readonly view: AccountView;
    readonly changed: readonly BareJid[];
  } {
    if (before !== undefined && this.#view === before) return { view: before, changed: [] };
    const touched = this.#touched;
    this.#touched = new Set();
    const now = this.#now();
    this.#comings.setOnline(this.#facts.session.state === "online", now);
    const changed: BareJid[] = [];
    let isRestructured = before === undefined;
    for (const bareJid of touched) {
      const known = this.people.get(bareJid);
      const isHere = this.#maps.presence.has(bareJid);
      if (known !== undefined && known.resources.length > 0 !== isHere)
        this.#comings.note(bareJid, isHere ? "came" : "went", now);
      const person = this.#join(bareJid, known);
      if (person === known) continue;
      changed.push(bareJid);
      if (this.people.set(bareJid, person)) isRestructured = true;
    }
    this.#view = {
      ...this.#facts,
      ...this.#maps,
      view: this.view,
      account: this.account,
      people: this.people,
      structure: (before?.structure ?? 0) + (isRestructured ? 1 : 0),
      changes: (before?.changes ?? 0) + changed.length,
      waitingEdits: [...this.#maps.edits.values()].filter((edit) => edit.state !== "refused").length,
    };
    return { view: this.#view, changed };
  }

  /** Ends marks of people who came or went that are old enough. */
  endMarks(): void {
    for (const bareJid of this.#comings.end(this.#now())) {
      this.#touched.add(bareJid);
      this.#view = undefined;
    }
  }

  /** When the next mark ends, on the clock of `now`. */
  get nextMarkEnd(): number | undefined {
    return this.#comings.nextEnd;
  }

  #join(bareJid: BareJid, known: Person | undefined): Person | undefined {
    const parts: PersonParts = {
      account: this.account,
      contact: this.#maps.contacts.get(bareJid),
      presence: this.#maps.presence.get(bareJid),
      edits: this.#editsOf.get(bareJid) ?? noEdits,
      trouble: this.#maps.troubles.get(bareJid),
      request: this.#maps.requests.get(bareJid),
      merge: this.#maps.merges.get(bareJid),
      recent: this.#comings.of(bareJid),
    };
    return known !== undefined && isSameParts(known.parts, parts) ? known : joinPerson(bareJid, parts);
  }

  #replaceKind<K extends EntryKind>(kind: K, entries: readonly AccountEntries[K][]): void {
    const gone = new Set(this.#maps[kind].keys());
    for (const entry of entries) {
      const key = entryKey(kind, entry);
      gone.delete(key);
      const known = this.#maps[kind].get(key);
      // Both came as JSON from the same writer: equal values are equal texts.
      if (known === undefined || JSON.stringify(known) !== JSON.stringify(entry)) this.#set(kind, entry);
    }
    for (const key of gone) this.#remove(kind, key);
  }

  #set<K extends EntryKind>(kind: K, entry: AccountEntries[K]): void {
    const key = entryKey(kind, entry);
    this.#maps[kind].set(key, entry);
    if (!("bareJid" in entry)) return;
    this.#touched.add(entry.bareJid);
    if (kind === "edits") this.#keepEdit(entry as Edit);
  }

  #remove(kind: EntryKind, key: string): void {
    const before = this.#maps[kind].get(key);
    if (before === undefined) return;
    this.#maps[kind].delete(key);
    if (!("bareJid" in before)) return;
    this.#touched.add(before.bareJid);
    if (kind === "edits") this.#dropEdit(before as Edit);
  }

  /** A person's edits stay in the order in which they were made. */
  #keepEdit(edit: Edit): void {
    const edits = this.#editsById.get(edit.bareJid) ?? new Map<string, Edit>();
    edits.set(edit.id, edit);
    this.#editsById.set(edit.bareJid, edits);
    this.#editsOf.set(edit.bareJid, [...edits.values()]);
  }

  #dropEdit({ id, bareJid }: Edit): void {
    const edits = this.#editsById.get(bareJid);
    edits?.delete(id);
    if (edits !== undefined && edits.size > 0) this.#editsOf.set(bareJid, [...edits.values()]);
    else {
      this.#editsById.delete(bareJid);
      this.#editsOf.delete(bareJid);
    }
  }
}

const noEdits: readonly Edit[] = [];
