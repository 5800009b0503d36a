import type { BareJid } from "../../app/jid.ts";
import { fold } from "../list/fold.ts";
import { isRefused } from "../list/rows.ts";
import type { Person } from "./person.ts";

/** Everybody on one account's list, sorted by name. Built for 50,000 people: one change costs no copy of the others. */
export class People {
  readonly #byKey = new Map<BareJid, Person>();
  readonly #folded = new WeakMap<Person, string>();
  readonly #compare: (a: Person, b: Person) => number;
  #sorted: Person[] = [];
  #isStale = false;

  constructor(collator: Intl.Collator) {
    this.#compare = (a, b) => collator.compare(a.name, b.name) || (a.bareJid < b.bareJid ? -1 : 1);
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(bareJid: BareJid): Person | undefined {
    return this.#byKey.get(bareJid);
  }

  /** Puts a person in, or takes them out. Answers whether the order or the grouping of the list may have changed. */
  put(bareJid: BareJid, person: Person | undefined): boolean {
    const before = this.#byKey.get(bareJid);
    if (before === person) return false;
    if (person === undefined) this.#byKey.delete(bareJid);
    else this.#byKey.set(bareJid, person);
    this.#isStale = true;
    return (
      before === undefined ||
      person === undefined ||
      before.name !== person.name ||
      before.contact.address !== person.contact.address ||
      before.contact.groups !== person.contact.groups ||
      isRefused(before) !== isRefused(person) ||
      before.resources.length > 0 !== person.resources.length > 0
    );
  }

  /** Everybody, by name. The array is never changed afterwards. */
  sorted(): readonly Person[] {
    if (!this.#isStale) return this.#sorted;
    this.#isStale = false;
    // Nearly sorted already: the sort finds the runs and compares each person about once.
    const kept: Person[] = [];
    const seen = new Set<BareJid>();
    for (const { bareJid } of this.#sorted) {
      const person = this.#byKey.get(bareJid);
      if (person === undefined) continue;
      seen.add(bareJid);
      kept.push(person);
    }
    for (const [bareJid, person] of this.#byKey) if (!seen.has(bareJid)) kept.push(person);
    this.#sorted = kept.sort(this.#compare);
    return this.#sorted;
  }

  /** What a search looks in: name and address, case and accents folded. */
  searchText(person: Person): string {
    let text = this.#folded.get(person);
    if (text === undefined) {
      text = fold(`${person.name}\n${person.contact.address}`);
      this.#folded.set(person, text);
    }
    return text;
  }
}
