import { shows } from "../../app/presence.ts";
import type { Person, Standing } from "../store/person.ts";

const order: readonly Standing[] = [...shows, "offline", "unknown"];

/** The most available first; people with the same status keep their order, which is by name (`store/people.ts`). */
export function sortByStatus(
  people: readonly Person[],
  standingOf: (person: Person) => Standing,
): readonly Person[] {
  const ranks = new Map(order.map((where) => [where, [] as Person[]]));
  for (const person of people) ranks.get(standingOf(person))?.push(person);
  return [...ranks.values()].flat();
}
