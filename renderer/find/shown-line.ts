import { shownAddress } from "../../app/shown-address.ts";
import type { Person } from "../store/person.ts";
import { fold } from "../store/fold.ts";

/**
 * The line under a name, so that one sees why somebody was found: their address where neither name nor line holds what was
 * searched for, but the address does.
 */
export function shownLine(person: Person, line: string, needles: readonly string[]): string {
  if (needles.length === 0) return line;
  const seen = fold(`${person.name}\n${line}`);
  const missing = needles.filter((needle) => !seen.includes(needle));
  if (missing.length === 0) return line;
  // A search typed with the wire's escapes matches too, and is marked there.
  const { address } = person.contact;
  const found = [shownAddress(address), address].find((one) => {
    const folded = fold(one);
    return missing.some((needle) => folded.includes(needle));
  });
  return found ?? line;
}
