import type { Relationship } from "../../app/subscription.ts";
import { t } from "../../app/words/words.ts";
import type { Person } from "../store/person.ts";

const silent: ReadonlySet<Relationship> = new Set(["neither", "own", "unreadable"]);

/** One sentence about who is notified of a removal. RFC 6121 2.5: the server tells everybody with a subscription. */
export function whatTheyNotice(people: readonly Person[]): string {
  const [first, ...others] = people;
  if (first === undefined) return "";
  if (others.length === 0) return t(`change.told-${first.relationship}`);
  const told = people.filter(({ relationship: kind }) => !silent.has(kind));
  return t("change.told-several", { told: told.length });
}
