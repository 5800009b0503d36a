import type { People } from "./people.ts";

/** Every group that somebody is in, by name. Leaves out a group without a name: nobody could type it, and servers refuse to add to it. */
export function knownGroups(people: People): string[] {
  const groups = new Set<string>();
  for (const person of people.sorted())
    for (const group of person.contact.groups) if (group.trim() !== "") groups.add(group);
  return [...groups].sort(people.collator.compare);
}
