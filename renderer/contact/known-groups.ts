import type { People } from "../store/people.ts";

/** Every group that somebody is in, by name. */
export function knownGroups(people: People): string[] {
  const groups = new Set<string>();
  for (const person of people.sorted()) for (const group of person.contact.groups) groups.add(group);
  return [...groups].sort(new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare);
}
