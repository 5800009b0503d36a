import type { Person } from "../store/person.ts";
import { fold } from "./fold.ts";

/**
 * The line under a name, so that one sees why somebody was found: their address where neither name nor line holds what was
 * searched for, but the address does.
 */
export function shownLine(person: Person, line: string, needles: readonly string[]): string {
  if (needles.length === 0) return line;
  const seen = fold(`${person.name}\n${line}`);
  const missing = needles.filter((needle) => !seen.includes(needle));
  if (missing.length === 0) return line;
  const address = fold(person.contact.address);
  return missing.some((needle) => address.includes(needle)) ? person.contact.address : line;
}
