import type { BareJid } from "../../app/jid.ts";
import { type Person, type Standing, standing } from "../store/person.ts";

/** Whose place must not change now: everybody's, one person's, or nobody's. */
export type Held = "everybody" | BareJid | null;

/**
 * Where people are as far as the order of the list goes. While somebody's place is held it is where they were when it was
 * let go last, so that nothing moves under the pointer or the focus; their row says all the same where they are now.
 */
export class HeldStandings {
  #last: ReadonlyMap<BareJid, Standing> = new Map();

  /** Takes in how things are now, as far as they are not held. */
  read(people: readonly Person[], isOnline: boolean, held: Held): (person: Person) => Standing {
    const last = this.#last;
    const next = new Map<BareJid, Standing>();
    for (const person of people) {
      const isHeld = held === "everybody" || held === person.bareJid;
      next.set(person.bareJid, (isHeld ? last.get(person.bareJid) : undefined) ?? standing(person, isOnline));
    }
    this.#last = next;
    return (person) => next.get(person.bareJid) ?? "unknown";
  }
}
