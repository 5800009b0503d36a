import { isSeen, isSeeing } from "../../app/subscription.ts";
import { type Availability, isAround, type Person } from "../store/person.ts";
import type { IsValue, Term } from "./query.ts";
import type { SearchTexts } from "../store/search-texts.ts";

/** Whether somebody matches: under every heading, not at all, or only under some of their groups. */
export type Found = boolean | ((group: string | null) => boolean);

/**
 * Returns the test that a query applies to each person. A term that matches the person shows them under every heading;
 * a term that matches only a group's name shows them under that heading alone.
 */
export function finder(
  terms: readonly Term[],
  texts: SearchTexts,
  availabilityOf: (person: Person) => Availability,
): (person: Person) => Found {
  return (person) => {
    let inGroups: string[] | undefined;
    for (const term of terms) {
      if (term.kind === "status" || term.kind === "is") {
        if (!matchesTerm(term, person, availabilityOf)) return false;
      } else if (term.kind === "group" || !texts.has(person, term.text)) {
        if (!person.contact.groups.some((group) => texts.ofGroup(group).includes(term.text))) return false;
        (inGroups ??= []).push(term.text);
      }
    }
    if (inGroups === undefined) return true;
    const wanted = inGroups;
    const fits = (group: string | null) =>
      group !== null && wanted.every((text) => texts.ofGroup(group).includes(text));
    return person.contact.groups.some(fits) ? fits : false;
  };
}

function matchesTerm(
  term: Extract<Term, { readonly kind: "status" | "is" }>,
  person: Person,
  availabilityOf: (person: Person) => Availability,
): boolean {
  if (term.kind === "is") return term.values.some((value) => matchesIs(person, value));
  const availability = availabilityOf(person);
  return term.values.some((value) => (value === "around" ? isAround(availability) : value === availability));
}

function matchesIs({ contact, edits, trouble }: Person, value: IsValue): boolean {
  switch (value) {
    case "waiting":
      return contact.ask && !isSeeing(contact);
    case "one-sided":
      return isSeeing(contact) !== isSeen(contact);
    case "mutual":
      return isSeeing(contact) && isSeen(contact);
    case "unshared":
      return !isSeeing(contact) && !isSeen(contact);
    case "ungrouped":
      return contact.groups.length === 0;
    case "refused":
      return (
        (trouble !== undefined && trouble.why !== "unreachable") ||
        edits.some(({ state }) => state === "refused")
      );
  }
}
