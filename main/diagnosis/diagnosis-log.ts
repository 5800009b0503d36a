import type { BareJid } from "../../app/jid.ts";
import { type Diagnosis, maxEntries, type Programs } from "../../app/diagnosis/diagnosis.ts";
import type { DiagnosisEntry } from "../../app/diagnosis/entry.ts";
import { type DiagnosisEvent, type DiagnosisKind, diagnosisEventSchema } from "../../app/diagnosis/event.ts";
import { type ConnectionFacts, factsAfter, noFacts } from "../../app/diagnosis/facts.ts";

/** The kinds of events that others can cause any number of times. */
const floods: ReadonlySet<DiagnosisKind> = new Set(["push-refused", "limit-reached", "request-failed"]);

/**
 * What happened to the connections in this run, in memory: the latest `maxEntries`, each checked and cleaned by its schema.
 * An event that repeats an entry only increases its count, so that a flood cannot push out what matters.
 */
export class DiagnosisLog {
  readonly #programs: Programs;
  readonly #onEntry: (entry: DiagnosisEntry) => void;
  readonly #entries = new Map<number, DiagnosisEntry>();
  readonly #latest = new Map<BareJid | null, DiagnosisEntry>();
  readonly #facts = new Map<BareJid, ConnectionFacts>();
  /** Begins at the present time, so that no two runs share a revision: a page may outlive one run and meet the next. */
  #revision = Date.now();

  /** `onEntry` is called with each entry that is new, and with a repeated one at its 10th, 100th, … time. */
  constructor(programs: Programs, onEntry: (entry: DiagnosisEntry) => void = () => undefined) {
    this.#programs = programs;
    this.#onEntry = onEntry;
  }

  /** Adds an event with the present time. Undefined if it fits no schema. */
  note(account: BareJid | null, event: DiagnosisEvent): DiagnosisEntry | undefined {
    const parsed = diagnosisEventSchema.safeParse(event);
    if (!parsed.success) return undefined;
    const latest = this.#latestLike(account, parsed.data.kind);
    const isRepeated = latest !== undefined && JSON.stringify(latest.event) === JSON.stringify(parsed.data);
    if (isRepeated) this.#entries.delete(latest.id);
    const times = isRepeated ? latest.times + 1 : 1;
    return this.#put({ id: this.#revision + 1, at: Date.now(), account, times, event: parsed.data });
  }

  /** Adds an entry of an earlier run, with its time. */
  restore(entry: DiagnosisEntry): void {
    this.#put({ ...entry, id: this.#revision + 1 });
  }

  /** Removes everything about an account. */
  forget(account: BareJid): void {
    for (const { id, account: other } of this.#entries.values())
      if (other === account) this.#entries.delete(id);
    this.#latest.delete(account);
    this.#facts.delete(account);
    this.#revision += 1;
  }

  /** Everything, or null if nothing has changed since this revision. */
  since(revision: number | null): Diagnosis | null {
    if (revision === this.#revision) return null;
    return {
      revision: this.#revision,
      programs: this.#programs,
      connections: [...this.#facts.values()],
      entries: [...this.#entries.values()],
    };
  }

  /** The entry that this kind of event may repeat: the account's latest, or for a flood the latest of the kind. */
  #latestLike(account: BareJid | null, kind: DiagnosisKind): DiagnosisEntry | undefined {
    if (!floods.has(kind)) return this.#latest.get(account);
    return [...this.#entries.values()].findLast((one) => one.account === account && one.event.kind === kind);
  }

  #put(entry: DiagnosisEntry): DiagnosisEntry {
    this.#revision = entry.id;
    this.#entries.set(entry.id, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxEntries && oldest !== undefined) this.#entries.delete(oldest);
    const { account, event } = entry;
    this.#latest.set(account, entry);
    if (account !== null)
      this.#facts.set(account, factsAfter(this.#facts.get(account) ?? noFacts(account), event));
    if (Number.isInteger(Math.log10(entry.times))) this.#onEntry(entry);
    return entry;
  }
}
