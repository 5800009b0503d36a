import { shows } from "../../app/presence.ts";
import type { Availability, Person } from "../store/person.ts";

const order: readonly Availability[] = [...shows, "offline", "unknown"];

/** The most available first; people with the same status keep their order, which is by name (`store/people.ts`). */
export function sortByStatus(
  people: readonly Person[],
  availabilityOf: (person: Person) => Availability,
): readonly Person[] {
  const ranks = new Map(order.map((availability) => [availability, [] as Person[]]));
  for (const person of people) ranks.get(availabilityOf(person))?.push(person);
  return [...ranks.values()].flat();
}
