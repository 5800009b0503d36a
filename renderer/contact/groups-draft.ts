import { isVisible } from "../../app/visible-text.ts";

/** The groups added so far, and the text that is still in the field. */
export interface GroupsDraft {
  readonly chosen: readonly string[];
  readonly typed: string;
}

export const noDraft: GroupsDraft = { chosen: [], typed: "" };

/** The groups of a draft. Text that is left in the field counts as one. */
export function typedDraft({ chosen, typed }: GroupsDraft): string[] {
  const last = isVisible(typed) ? typed.trim() : "";
  return last === "" || chosen.includes(last) ? [...chosen] : [...chosen, last];
}
