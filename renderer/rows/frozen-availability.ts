import type { BareJid } from "../../app/jid.ts";
import { type Availability, availabilityOf, type Person } from "../store/person.ts";

/** Who keeps their place in the list for now: everybody, one person, or nobody. */
export type Frozen = "everybody" | BareJid | null;

/**
 * The availability by which the list is sorted and filtered. For frozen people it is the last one before they were frozen, so that no
 * row moves under the pointer or the focus. Their rows still show their current availability.
 */
export class FrozenAvailability {
  #last: ReadonlyMap<BareJid, Availability> = new Map();

  /** Reads everybody's current availability, except that of frozen people, and returns a lookup. */
  read(people: readonly Person[], isOnline: boolean, frozen: Frozen): (person: Person) => Availability {
    const last = this.#last;
    const next = new Map<BareJid, Availability>();
    for (const person of people) {
      const isFrozen = frozen === "everybody" || frozen === person.bareJid;
      next.set(
        person.bareJid,
        (isFrozen ? last.get(person.bareJid) : undefined) ?? availabilityOf(person, isOnline),
      );
    }
    this.#last = next;
    return (person) => next.get(person.bareJid) ?? "unknown";
  }
}
