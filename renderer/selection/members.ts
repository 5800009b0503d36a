import { goesAlong, isWithin } from "../../app/group-path.ts";
import type { Person } from "../store/person.ts";
import { distinct, type PersonId, type PersonRowId } from "../store/row-id.ts";

/** Whether a person is still under that heading. Another device may have moved or removed them. */
export function isStillThere(person: Person | undefined, group: string | null): boolean {
  if (person === undefined) return false;
  const { groups } = person.contact;
  return group === null ? groups.length === 0 : groups.includes(group);
}

/** Everybody in a group and in the groups nested in it, on screen or not. A person in two of them has two rows. */
export function membersBelow(
  people: readonly Person[],
  group: string | null,
  delimiter: string,
): PersonRowId[] {
  if (group === null)
    return people.filter((person) => isStillThere(person, null)).map(({ id }) => ({ person: id, group }));
  return membersWhere(people, (one) => isWithin(one, group, delimiter));
}

/** Who moves if a group is merged into another one, and who is already there. `into` is null until one is chosen. */
export function mergeParts(
  people: readonly Person[],
  group: string,
  into: string | null,
  delimiter: string,
): { readonly moving: readonly PersonId[]; readonly there: readonly PersonId[] } {
  const isAlong = (one: string) => goesAlong(one, group, into, delimiter);
  return {
    moving: distinct(membersWhere(people, isAlong)),
    there: distinct(
      membersWhere(people, (one) => into !== null && isWithin(one, into, delimiter) && !isAlong(one)),
    ),
  };
}

function membersWhere(people: readonly Person[], isMeant: (group: string) => boolean): PersonRowId[] {
  return people.flatMap(({ id, contact }) =>
    contact.groups.filter(isMeant).map((group) => ({ person: id, group })),
  );
}
