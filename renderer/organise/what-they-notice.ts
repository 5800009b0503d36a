import { relationship } from "../../app/subscription.ts";
import { t } from "../../app/words/words.ts";
import type { Person } from "../store/person.ts";

/** One sentence: what the other side learns of being removed. RFC 6121 2.5: the server tells whoever had a subscription. */
export function whatTheyNotice(people: readonly Person[]): string {
  const [first, ...others] = people;
  if (first === undefined) return "";
  if (others.length === 0) return t(`change.told-${relationship(first.contact)}`);
  const told = people.filter(({ contact }) => relationship(contact) !== "neither");
  return t("change.told-several", { told: told.length });
}
