import type { BareJid } from "../../app/jid.ts";
import { SearchTexts } from "./search-texts.ts";
import { hasNote, type Person } from "./person.ts";

/** Everybody on one account's list, sorted by name. Made for 50,000 people: a change copies none of the others. */
export class People {
  readonly #byKey = new Map<BareJid, Person>();
  /** The texts that searches read. */
  readonly texts = new SearchTexts();
  /** Sorts names by the rules of the language. */
  readonly collator: Intl.Collator;
  readonly #compare: (a: Person, b: Person) => number;
  #sorted: Person[] = [];
  /** The people whose place in `#sorted` is out of date. */
  #changed = new Set<BareJid>();

  constructor(collator: Intl.Collator) {
    this.collator = collator;
    this.#compare = (a, b) => collator.compare(a.name, b.name) || (a.bareJid < b.bareJid ? -1 : 1);
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(bareJid: BareJid): Person | undefined {
    return this.#byKey.get(bareJid);
  }

  /** Sets or removes a person. Returns whether the order or the grouping of the list may have changed. */
  set(bareJid: BareJid, person: Person | undefined): boolean {
    const before = this.#byKey.get(bareJid);
    if (before === person) return false;
    if (person === undefined) this.#byKey.delete(bareJid);
    else this.#byKey.set(bareJid, person);
    this.#changed.add(bareJid);
    return (
      before === undefined ||
      person === undefined ||
      before.name !== person.name ||
      before.contact.address !== person.contact.address ||
      before.contact.groups !== person.contact.groups ||
      hasNote(before) !== hasNote(person) ||
      before.recent !== person.recent ||
      before.resources.length > 0 !== person.resources.length > 0
    );
  }

  /** Everybody, by name. The array is never changed afterwards. */
  sorted(): readonly Person[] {
    const changed = this.#changed;
    if (changed.size === 0) return this.#sorted;
    this.#changed = new Set();
    const kept = this.#sorted.filter(({ bareJid }) => !changed.has(bareJid));
    const moved: Person[] = [];
    for (const bareJid of changed) {
      const person = this.#byKey.get(bareJid);
      if (person !== undefined) moved.push(person);
    }
    // A few are inserted one by one. Comparing names is expensive, so many are sorted together.
    if (moved.length > 64) for (const person of moved) kept.push(person);
    else for (const person of moved) kept.splice(this.#placeOf(person, kept), 0, person);
    this.#sorted = moved.length > 64 ? kept.sort(this.#compare) : kept;
    return this.#sorted;
  }

  #placeOf(person: Person, among: readonly Person[]): number {
    let low = 0;
    let high = among.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = among[middle];
      if (other !== undefined && this.#compare(other, person) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
