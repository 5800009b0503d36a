import { t } from "../../app/words/words.ts";
import { oneLine } from "../store/person.ts";

/** A group's name as it is shown, with one of ours where nothing of it can be seen; null is the group of those in none. */
export function groupName(group: string | null): string {
  return group === null ? t("list.no-group") : oneLine(group) || t("list.unnamed-group");
}
