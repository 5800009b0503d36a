import type { BareJid } from "../../app/jid.ts";
import {
  type AccountFacts,
  type AccountSnapshot,
  type AppFacts,
  type EntryKind,
  forEveryKind,
  initialAppFacts,
  type Patch,
  type Snapshot,
  type SnapshotPiece,
} from "../../app/patch.ts";
import type { Notice } from "../../app/notice.ts";
import { wallClock, type Clock } from "../clock.ts";
import { AccountModel } from "../roster/model.ts";
import { createPatchPace, type PatchPace } from "./patch-pace.ts";
import { allKeys, pieces, pieceWeight, type Piece } from "./pieces.ts";
import { shownFacts } from "./shown.ts";

/** The number of snapshots that may be sent in pieces at the same time; beyond that, the oldest is dropped. */
const maxRunning = 8;

interface Dirty {
  readonly facts: Set<keyof AccountFacts>;
  readonly entries: Readonly<Record<EntryKind, Set<string>>>;
}

/**
 * Turns changes of the models into numbered patches. What happens in one turn of the event loop becomes one patch an
 * account: ten thousand presences that arrive in a chunk are one message. Under load patches come less often and contain
 * more (`patch-pace.ts`). A snapshot flushes first, so that it and the patches after it fit together without a gap.
 *
 * A large snapshot comes in pieces. Its later pieces may be newer than its revision, never older, so a page that applies
 * the patches after that revision to the whole ends with the current state.
 */
export class Publisher {
  #revision = 0;
  #isScheduled = false;
  #facts: AppFacts = initialAppFacts;
  readonly #models = new Map<BareJid, AccountModel>();
  readonly #dirty = new Map<BareJid, Dirty>();
  readonly #listeners = new Set<(patch: Patch) => void>();
  readonly #pace: PatchPace;
  /** The rest of each snapshot that is being sent. */
  readonly #running = new Map<number, Iterator<AccountPiece>>();
  #lastRunning = 0;

  readonly #limit: number;

  /** `limit`: the limit of one message to the page, in characters. */
  constructor(clock: Clock = wallClock(), limit: number = pieceWeight) {
    this.#limit = limit;
    const flush = () => this.flush();
    this.#pace = createPatchPace(clock, flush, flush);
  }

  /** Calls the listener for every later patch, in order. Returns an unsubscribe function. */
  onPatch(listener: (patch: Patch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The current state: all of it, or its first piece. */
  snapshot(): Snapshot {
    this.flush();
    const accounts = new Map(
      [...this.#models.values()].map((model) => [model.account, emptySnapshot(model)]),
    );
    const rest = this.#wholeOf([...this.#models.values()]);
    const { entries, more } = this.#take(rest);
    for (const { account, ...lists } of entries) {
      const before = accounts.get(account);
      if (before !== undefined) accounts.set(account, { ...before, ...lists });
    }
    return {
      revision: this.#revision,
      accounts: [...accounts.values()],
      ...this.#facts,
      ...(more === undefined ? {} : { more }),
    };
  }

  /** The next piece of a snapshot; null if the snapshot is not, or no longer, being sent. */
  moreOfSnapshot(more: number): SnapshotPiece | null {
    const rest = this.#running.get(more);
    this.#running.delete(more);
    return rest === undefined ? null : this.#take(rest);
  }

  *#wholeOf(models: readonly AccountModel[]): Generator<AccountPiece> {
    for (const model of models)
      for (const piece of pieces(model, allKeys(model), this.#limit)) {
        // An account that was removed meanwhile, or was added again.
        if (this.#models.get(model.account) !== model) break;
        yield { account: model.account, piece };
      }
  }

  /** As many entries as fit into one message. */
  #take(rest: Iterator<AccountPiece>): SnapshotPiece {
    const entries: SnapshotPiece["entries"][number][] = [];
    for (let weight = 0; weight < this.#limit;) {
      const next = rest.next();
      if (next.done === true) return { entries };
      const { account, piece } = next.value;
      entries.push({ account, ...listsOf(piece) });
      weight += piece.weight;
    }
    this.#lastRunning += 1;
    this.#running.set(this.#lastRunning, rest);
    for (const oldest of this.#running.keys()) {
      if (this.#running.size <= maxRunning) break;
      this.#running.delete(oldest);
    }
    return { entries, more: this.#lastRunning };
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
    this.#publishWhole(model);
    return model;
  }

  remove(account: BareJid): void {
    this.flush();
    this.#dirty.delete(account);
    if (this.#models.delete(account)) this.#emit({ removed: account });
  }

  /** Publishes a removed account again in its current state, with what changed in its model meanwhile. */
  bringBack(model: AccountModel): void {
    this.flush();
    this.#publishWhole(model);
  }

  /** Publishes this account first: the page shows the first one. */
  putFirst(account: BareJid): void {
    for (const [other, model] of [...this.#models]) {
      if (other === account) return;
      this.remove(other);
      this.#publishWhole(model);
    }
  }

  setFact<K extends keyof AppFacts>(fact: K, value: AppFacts[K]): void {
    if (value === this.#facts[fact]) return;
    this.#facts = { ...this.#facts, [fact]: value };
    this.#emit({ [fact]: value });
  }

  /** Shows a notice, in the place of one with the same id. */
  addNotice(notice: Notice): void {
    const notices = new Map(this.#facts.notices.map((known) => [known.id, known]));
    this.setFact("notices", [...notices.set(notice.id, notice).values()]);
  }

  removeNotice(id: string): void {
    const { notices } = this.#facts;
    const others = notices.filter((notice) => notice.id !== id);
    if (others.length < notices.length) this.setFact("notices", others);
  }

  #publishWhole(model: AccountModel): void {
    const { account } = model;
    this.#models.set(account, model);
    const [first, ...more] = pieces(model, allKeys(model), this.#limit);
    const begun = emptySnapshot(model);
    this.#emit({ added: first === undefined ? begun : { ...begun, ...listsOf(first) } });
    for (const { change } of more) this.#emit({ changed: { account, ...change } });
  }

  #touch(model: AccountModel): Dirty {
    const dirty = this.#dirty.get(model.account) ?? makeDirty();
    // The model of a removed account may still get stanzas from a stream that is closing.
    if (this.#models.get(model.account) === model) this.#dirty.set(model.account, dirty);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        if (this.#dirty.size > 0 && this.#pace.mayLeave()) this.flush();
      });
    }
    return dirty;
  }

  /** Publishes at once what has changed so far, except a person's presence that changes too fast. */
  flush(): void {
    // A copy, because keys that have to wait are marked again meanwhile.
    for (const [account, dirty] of [...this.#dirty]) {
      this.#dirty.delete(account);
      const model = this.#models.get(account);
      if (model === undefined) continue;
      const late = this.#delayPresence(account, dirty);
      this.#publishChange(model, dirty);
      if (late !== undefined) this.#dirty.set(account, late);
    }
  }

  /** Removes the presence that has to wait, and returns it. */
  #delayPresence(account: BareJid, { entries }: Dirty): Dirty | undefined {
    let late: Dirty | undefined;
    for (const person of entries.presence) {
      if (this.#pace.mayTell(account, person)) continue;
      late ??= makeDirty();
      late.entries.presence.add(person);
      entries.presence.delete(person);
    }
    return late;
  }

  #publishChange(model: AccountModel, { facts, entries }: Dirty): void {
    const { account } = model;
    const all = facts.size > 0 ? shownFacts(model.facts) : model.facts;
    let said: Partial<AccountFacts> = Object.fromEntries([...facts].map((fact) => [fact, all[fact]]));
    for (const { change } of pieces(model, (kind) => entries[kind], this.#limit)) {
      this.#emit({ changed: { account, ...said, ...change } });
      said = {};
    }
    if (Object.keys(said).length > 0) this.#emit({ changed: { account, ...said } });
  }

  #emit(patch: Omit<Patch, "revision">): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener({ revision: this.#revision, ...patch });
  }
}

function makeDirty(): Dirty {
  return { facts: new Set(), entries: forEveryKind(() => new Set<string>()) };
}

interface AccountPiece {
  readonly account: BareJid;
  readonly piece: Piece;
}

/** The entries that are not undefined. */
function listsOf({ change }: Piece): { readonly [K in EntryKind]?: AccountSnapshot[K] } {
  return Object.fromEntries(Object.entries(change).map(([kind, { set }]) => [kind, set]));
}

function emptySnapshot(model: AccountModel): AccountSnapshot {
  return { account: model.account, ...shownFacts(model.facts), ...forEveryKind(() => []) };
}
