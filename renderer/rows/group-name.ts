import { t } from "../../app/words/words.ts";
import { oneLine } from "../store/person.ts";

/** A group's name as shown, or our own name for one without a visible character; null is the group of people in no group. */
export function groupName(group: string | null): string {
  return group === null ? t("list.no-group") : oneLine(group) || t("list.unnamed-group");
}
