import { goesAlong, isWithin } from "../../app/group-path.ts";
import type { BareJid } from "../../app/jid.ts";
import type { Person } from "../store/person.ts";
import type { PersonInGroup } from "../store/screen.ts";

/** Whether somebody still stands under that heading: another device may have moved or removed them. */
export function isStillThere(person: Person | undefined, group: string | null): boolean {
  if (person === undefined) return false;
  const { groups } = person.contact;
  return group === null ? groups.length === 0 : groups.includes(group);
}

/** Everybody in a group and in those nested in it, on screen or not: a row for each group somebody is in. */
export function membersBelow(
  people: readonly Person[],
  group: string | null,
  delimiter: string,
): PersonInGroup[] {
  if (group === null)
    return people.filter((person) => isStillThere(person, null)).map(({ bareJid }) => ({ bareJid, group }));
  return membersWhere(people, (one) => isWithin(one, group, delimiter));
}

/** Who moves when one group is merged into another (null: not chosen yet), and who is already in it. */
export function mergeParts(
  people: readonly Person[],
  group: string,
  into: string | null,
  delimiter: string,
): { readonly moving: readonly BareJid[]; readonly there: readonly BareJid[] } {
  const isAlong = (one: string) => goesAlong(one, group, into, delimiter);
  return {
    moving: distinct(membersWhere(people, isAlong)),
    there: distinct(
      membersWhere(people, (one) => into !== null && isWithin(one, into, delimiter) && !isAlong(one)),
    ),
  };
}

function membersWhere(people: readonly Person[], isMeant: (group: string) => boolean): PersonInGroup[] {
  return people.flatMap(({ bareJid, contact }) =>
    contact.groups.filter(isMeant).map((group) => ({ bareJid, group })),
  );
}

/** Each person once, however many rows of theirs are meant. */
export function distinct(rows: readonly PersonInGroup[]): BareJid[] {
  return [...new Set(rows.map(({ bareJid }) => bareJid))];
}
