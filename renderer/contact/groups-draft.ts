import { isVisible } from "../../app/visible-text.ts";

/** Groups chosen so far, and what stands in the field without having been made a choice. */
export interface GroupsDraft {
  readonly chosen: readonly string[];
  readonly typed: string;
}

export const noDraft: GroupsDraft = { chosen: [], typed: "" };

/** The groups a draft means: what is left in the field when the form is sent was meant as one. */
export function typedDraft({ chosen, typed }: GroupsDraft): string[] {
  const last = isVisible(typed) ? typed.trim() : "";
  return last === "" || chosen.includes(last) ? [...chosen] : [...chosen, last];
}
