import { shownAddress } from "../../app/shown-address.ts";
import type { Person } from "../store/person.ts";
import { fold } from "../store/fold.ts";

/**
 * The line under a name. It shows why somebody was found: their address if neither name nor usual line contains the
 * match, but the address does.
 */
export function shownLine(person: Person, line: string, needles: readonly string[]): string {
  if (needles.length === 0) return line;
  const seen = fold(`${person.name}\n${line}`);
  const missing = needles.filter((needle) => !seen.includes(needle));
  if (missing.length === 0) return line;
  // A search that was typed with escapes (XEP-0106) matches too, and is marked there.
  const { address } = person.contact;
  const found = [shownAddress(address), address].find((one) => {
    const folded = fold(one);
    return missing.some((needle) => folded.includes(needle));
  });
  return found ?? line;
}
