import {
  entryKinds,
  type AccountChange,
  type AccountEntries,
  type AccountFacts,
  type AccountSnapshot,
  type EntryKind,
  type Notice,
  type Patch,
} from "../../app/patch.ts";
import type { BareJid } from "../../app/jid.ts";
import type { LanguageChoice } from "../../app/words/languages.ts";
import { compareResources } from "../../app/presence.ts";
import { AccountModel } from "./model.ts";

/** What a page needs to begin: the state after patch number `revision`. */
export interface Published {
  readonly revision: number;
  readonly accounts: readonly AccountSnapshot[];
  readonly notices: readonly Notice[];
  readonly canStaySignedIn: boolean;
  readonly staysSignedIn: boolean;
  readonly language: LanguageChoice;
}

interface Dirty {
  readonly facts: Set<keyof AccountFacts>;
  readonly entries: Record<EntryKind, Set<string>>;
}

/**
 * Turns changes of the models into numbered patches. What happens in one turn of the event loop becomes one patch an
 * account: ten thousand presences that arrive in a chunk are one message. A snapshot flushes first, so that it and the
 * patches after it fit together without a gap.
 */
export class Publisher {
  #revision = 0;
  #isScheduled = false;
  #canStaySignedIn = false;
  #staysSignedIn = true;
  #language: LanguageChoice = "system";
  readonly #models = new Map<BareJid, AccountModel>();
  readonly #dirty = new Map<BareJid, Dirty>();
  readonly #notices = new Map<string, Notice>();
  readonly #listeners = new Set<(patch: Patch) => void>();

  /** Calls the listener for every later patch, in order. The answer ends it. */
  onPatch(listener: (patch: Patch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  snapshot(): Published {
    this.flush();
    return {
      revision: this.#revision,
      accounts: [...this.#models.values()].map(snapshotOf),
      notices: [...this.#notices.values()],
      canStaySignedIn: this.#canStaySignedIn,
      staysSignedIn: this.#staysSignedIn,
      language: this.#language,
    };
  }

  /** Makes the model of a new account and publishes it. Its changes are published from now on. */
  add(account: BareJid, facts: AccountFacts): AccountModel {
    this.flush();
    const model = new AccountModel(account, facts, {
      onFact: (fact) => {
        this.#touch(model).facts.add(fact);
      },
      onEntry: (kind, key) => {
        this.#touch(model).entries[kind].add(key);
      },
    });
    this.#models.set(account, model);
    this.#emit({ added: snapshotOf(model) });
    return model;
  }

  remove(account: BareJid): void {
    this.flush();
    this.#dirty.delete(account);
    if (this.#models.delete(account)) this.#emit({ removed: account });
  }

  /** Publishes an account that was removed, as it stands now: what its model was told meanwhile is in it. */
  bringBack(model: AccountModel): void {
    this.flush();
    this.#models.set(model.account, model);
    this.#emit({ added: snapshotOf(model) });
  }

  /** Publishes this account before all others: the page shows the first. */
  putFirst(account: BareJid): void {
    for (const [other, model] of [...this.#models]) {
      if (other === account) return;
      this.remove(other);
      this.#models.set(other, model);
      this.#emit({ added: snapshotOf(model) });
    }
  }

  addNotice(notice: Notice): void {
    this.#notices.set(notice.id, notice);
    this.#emit({ notices: [...this.#notices.values()] });
  }

  removeNotice(id: string): void {
    if (this.#notices.delete(id)) this.#emit({ notices: [...this.#notices.values()] });
  }

  setLanguage(language: LanguageChoice): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#emit({ language });
  }

  /** Whether a password can be kept safely here: not before that is known. */
  setCanStaySignedIn(canStaySignedIn: boolean): void {
    if (canStaySignedIn === this.#canStaySignedIn) return;
    this.#canStaySignedIn = canStaySignedIn;
    this.#emit({ canStaySignedIn });
  }

  setStaysSignedIn(staysSignedIn: boolean): void {
    if (staysSignedIn === this.#staysSignedIn) return;
    this.#staysSignedIn = staysSignedIn;
    this.#emit({ staysSignedIn });
  }

  #touch(model: AccountModel): Dirty {
    const dirty = this.#dirty.get(model.account) ?? makeDirty();
    // A model that was removed may still hear from a stream that is closing.
    if (this.#models.get(model.account) === model) this.#dirty.set(model.account, dirty);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.flush();
      });
    }
    return dirty;
  }

  /** Publishes at once what has changed so far. */
  flush(): void {
    this.#isScheduled = false;
    for (const [account, dirty] of this.#dirty) {
      this.#dirty.delete(account);
      const model = this.#models.get(account);
      if (model !== undefined) this.#emit({ changed: { account, ...changeOf(model, dirty) } });
    }
  }

  #emit(patch: Omit<Patch, "revision">): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener({ revision: this.#revision, ...patch });
  }
}

function makeDirty(): Dirty {
  return {
    facts: new Set(),
    entries: {
      contacts: new Set(),
      presence: new Set(),
      requests: new Set(),
      troubles: new Set(),
      strays: new Set(),
      edits: new Set(),
      batches: new Set(),
      merges: new Set(),
    },
  };
}

/** How an entry of each kind is published; undefined when there is none (any more). */
const readers: {
  readonly [K in EntryKind]: (model: AccountModel, key: string) => AccountEntries[K] | undefined;
} = {
  contacts: (model, key) => model.listed(key as BareJid),
  presence: (model, key) => {
    const resources = model.resourcesOf(key as BareJid);
    return resources.length === 0
      ? undefined
      : { bareJid: key as BareJid, resources: resources.toSorted(compareResources) };
  },
  requests: (model, key) => model.requests.get(key as BareJid),
  troubles: (model, key) => model.troubles.get(key as BareJid),
  strays: (model, key) => model.strays.get(key as BareJid),
  edits: (model, key) => model.edits.get(key),
  batches: (model, key) => model.batches.get(key),
  merges: (model, key) => model.merges.get(key as BareJid),
};

function changeOf(model: AccountModel, dirty: Dirty): AccountChange {
  const facts: Partial<AccountFacts> = Object.fromEntries(
    [...dirty.facts].map((fact) => [fact, model.facts[fact]]),
  );
  const entries: Partial<Record<EntryKind, unknown>> = {};
  for (const kind of entryKinds) {
    const keys = dirty.entries[kind];
    if (keys.size > 0) entries[kind] = entryChange(model, kind, keys);
  }
  return { ...facts, ...(entries as AccountChange) };
}

function entryChange<K extends EntryKind>(model: AccountModel, kind: K, keys: ReadonlySet<string>) {
  const set: AccountEntries[K][] = [];
  const removed: string[] = [];
  for (const key of keys) {
    const entry = readers[kind](model, key);
    if (entry === undefined) removed.push(key);
    else set.push(entry);
  }
  return { set, removed };
}

function snapshotOf(model: AccountModel): AccountSnapshot {
  const all = <K extends EntryKind>(kind: K, keys: Iterable<string>) =>
    entryChange(model, kind, new Set(keys)).set;
  return {
    account: model.account,
    ...model.facts,
    contacts: all("contacts", model.contacts.keys()),
    presence: all("presence", model.presentJids()),
    requests: all("requests", model.requests.keys()),
    troubles: all("troubles", model.troubles.keys()),
    strays: all("strays", model.strays.keys()),
    edits: all("edits", model.edits.keys()),
    batches: all("batches", model.batches.keys()),
    merges: all("merges", model.merges.keys()),
  };
}
