import type { BareJid } from "../../app/jid.ts";
import type { Person } from "../store/person.ts";

/** One row's worth of a person: under which heading they are meant. Null is "No group". */
export interface PersonInGroup {
  readonly bareJid: BareJid;
  readonly group: string | null;
}

/** Whether somebody still stands under that heading: another device may have moved or removed them. */
export function isStillThere(person: Person | undefined, group: string | null): boolean {
  if (person === undefined) return false;
  const { groups } = person.contact;
  return group === null ? groups.length === 0 : groups.includes(group);
}

/** Everybody in a group, on screen or not. */
export function membersOf(people: readonly Person[], group: string | null): PersonInGroup[] {
  return people.filter((person) => isStillThere(person, group)).map(({ bareJid }) => ({ bareJid, group }));
}

/** Each person once, however many rows of theirs are meant. */
export function distinct(rows: readonly PersonInGroup[]): BareJid[] {
  return [...new Set(rows.map(({ bareJid }) => bareJid))];
}
