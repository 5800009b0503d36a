import { t } from "../../app/words/words.ts";
import { oneLine } from "../store/person.ts";

/** A group's name as it is shown; null is the group of those in none. */
export function groupName(group: string | null): string {
  return group === null ? t("list.no-group") : oneLine(group);
}
